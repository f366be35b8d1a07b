import { sql } from "../../sql.ts";
import { quote } from "../identifiers.ts";
import type { Part } from "./part.ts";

/** Namespaces. */
export const namespaces: Part<"createSchema" | "dropSchema"> = {
  createSchema: (name) => () => [sql`CREATE SCHEMA ${quote(name)}`],
  dropSchema: (name) => () => [sql`DROP SCHEMA ${quote(name)}`],
};
