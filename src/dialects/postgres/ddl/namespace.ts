import { quote } from "../identifiers.ts";
import type { Part } from "./part.ts";

/** Namespaces. */
export const namespaces: Part<"createSchema" | "dropSchema"> = {
  createSchema: (name) => () => [`CREATE SCHEMA ${quote(name)}`],
  dropSchema: (name) => () => [`DROP SCHEMA ${quote(name)}`],
};
