/**
 * import the assistants from JSON files
 *
 * Revision: 057f82313448
 * Revises: 4d1e043b4254
 * Created: 2025-09-01T09:10:00Z
 */
import type { Op } from "drizzle-mig";

export const revision = "057f82313448";
export const downRevision = "4d1e043b4254";

/** The way down writes the rows to their files first: nobody need be asked. */
export const breaking = false;

/** The files stay: whoever goes back to an older release finds them as they were. */
export async function upgrade(op: Op): Promise<void> {
  await op.seed("assistants", "../data/assistants", {
    missing: "ignore",
    columns: { object: null },
    // The oldest files know nothing of tools.
    transform: ({ tools = [], ...row }) => ({ ...row, tools: JSON.stringify(tools) }),
  });
}

/** Files that are there already win. SQLite keeps JSON as text, PostgreSQL gives it as a value. */
export async function downgrade(op: Op): Promise<void> {
  await op.export("assistants", "../data/assistants", {
    name: (row) => String(row["id"]),
    transform: (row) => ({
      ...row,
      tools: op.dialect === "sqlite" ? JSON.parse(String(row["tools"])) : row["tools"],
    }),
  });
  await op.execute("DELETE FROM assistants");
}
