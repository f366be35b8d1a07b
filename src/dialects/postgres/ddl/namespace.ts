import { sql } from "../../sql.ts";
import { quote } from "../identifiers.ts";
import type { CompilersOf } from "./part.ts";

/** Namespaces. */
export const namespaces: CompilersOf<"createSchema" | "dropSchema"> = {
  createSchema: (name) => () => [sql`CREATE SCHEMA ${quote(name)}`],
  dropSchema: (name) => () => [sql`DROP SCHEMA ${quote(name)}`],
};
