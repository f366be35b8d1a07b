import { refused, type Moves } from "./move.ts";

const none = refused("row level security", "Leave the operation out for this dialect.");

/** Row level security, which SQLite has not. */
export const policyMoves: Moves<
  "setRowSecurity" | "createPolicy" | "dropPolicy" | "renamePolicy" | "alterPolicy"
> = {
  setRowSecurity: none,
  createPolicy: none,
  dropPolicy: none,
  renamePolicy: none,
  alterPolicy: none,
};
