import { refused, type Moves } from "./move.ts";

const none = refused("enumerated types", "Use a text column with a check: status in ('open', 'closed').");

/** Enumerated types, which SQLite has not. */
export const enumMoves: Moves<
  "createEnum" | "dropEnum" | "renameEnum" | "moveEnum" | "addEnumValue" | "renameEnumValue" | "changeEnum"
> = {
  createEnum: none,
  dropEnum: none,
  renameEnum: none,
  moveEnum: none,
  addEnumValue: none,
  renameEnumValue: none,
  changeEnum: none,
};
