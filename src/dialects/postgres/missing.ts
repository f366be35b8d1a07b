import type { MigError } from "../../core/errors.ts";
import { parseName } from "../../core/schema/names.ts";
import type { Named } from "../../core/schema/schema.ts";

/**
 * What the server misses, by its message: `relation "auth.users" does not exist`, in whatever language and quotes. Of
 * a namespace it is the namespace, as of what lies in it.
 */
export function missing({ details, message }: MigError): Named | null {
  const said = /["„«»“]\s?([^"“”«»]+?)\s?["“”«»]/u.exec(message)?.[1] ?? null;
  switch (details["engineCode"]) {
    case "3F000":
      return said === null ? null : { schema: said, name: "" };
    case "42P01":
    case "42704":
      return said === null ? null : parseName(said);
    case "42883": {
      const [, schema, name] = /(\w+)\.(\w+)\(/u.exec(message) ?? [];
      return schema === undefined || name === undefined ? null : { schema, name };
    }
    default:
      return null;
  }
}
