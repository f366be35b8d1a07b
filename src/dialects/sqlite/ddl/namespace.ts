import { refused, type Moves } from "./move.ts";

const none = refused("namespaces", "Attach another database, or put the prefix into the name of the table.");

/** Namespaces, which SQLite has not. */
export const namespaceMoves: Moves<
  "createSchema" | "dropSchema" | "renameSchema" | "moveTable" | "moveView"
> = {
  createSchema: none,
  dropSchema: none,
  renameSchema: none,
  moveTable: none,
  moveView: none,
};
