import { refused, type Moves } from "./move.ts";

const none = refused(
  "sequences",
  "Count in a column: an integer primary key, with autoincrement where needed.",
);

/** Sequences, which SQLite has not. */
export const sequenceMoves: Moves<
  "createSequence" | "dropSequence" | "renameSequence" | "moveSequence" | "alterSequence"
> = {
  createSequence: none,
  dropSequence: none,
  renameSequence: none,
  moveSequence: none,
  alterSequence: none,
};
