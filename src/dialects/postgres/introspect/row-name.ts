import type { Named } from "../../../core/schema/schema.ts";
import type { Rows } from "../../dialect.ts";

/** The name in a row of the catalogue: `name`, and `schema`, which is null in the default namespace. */
export function nameOfRow({ schema, name }: Rows[number]): Named {
  return { schema: schema === null ? null : String(schema), name: String(name) };
}
