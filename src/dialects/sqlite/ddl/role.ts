import { refused, type Moves } from "./move.ts";

const none = refused("roles", "Leave the operation out for this dialect.");

/** Roles, which SQLite has not. */
export const roleMoves: Moves<"createRole" | "alterRole" | "renameRole" | "dropRole"> = {
  createRole: none,
  alterRole: none,
  renameRole: none,
  dropRole: none,
};
