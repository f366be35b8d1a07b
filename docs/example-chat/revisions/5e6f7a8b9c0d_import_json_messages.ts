/**
 * import the messages from JSON files
 *
 * Revision: 5e6f7a8b9c0d
 * Revises: 9e8d7c6b5a40
 * Created: 2025-09-15T09:20:00Z
 */
import type { Op } from "drizzle-mig";

export const revision = "5e6f7a8b9c0d";
export const downRevision = "9e8d7c6b5a40";

/** There may be many: each batch is a transaction of its own, and a server that is killed goes on where it was. */
export const transaction = false;

/** The way down writes the rows to their files before it takes them from the table: nobody need be asked. */
export const breaking = false;

export async function upgrade(op: Op): Promise<void> {
  const threads = await ids(op, "threads");
  const assistants = await ids(op, "assistants");
  await op.seed("messages", "../data/messages/*/*.json", {
    missing: "ignore",
    // It goes on after what is there. When files that were read have changed since, it starts over and meets their rows.
    conflict: "ignore",
    size: 500,
    columns: { object: null },
    // The files had no foreign keys: messages of threads that are gone are left where they are.
    transform: (row) =>
      threads.has(row["thread_id"])
        ? {
            ...row,
            assistant_id: assistants.has(row["assistant_id"]) ? row["assistant_id"] : null,
            // A content may be a text alone, which is JSON only with its quotes.
            content: JSON.stringify(row["content"]),
          }
        : null,
  });
}

export async function downgrade(op: Op): Promise<void> {
  await op.export("messages", "../data/messages", {
    name: (row) => `${String(row["thread_id"])}/${String(row["id"])}`,
    transform: (row) => ({
      ...row,
      content: op.dialect === "sqlite" ? JSON.parse(String(row["content"])) : row["content"],
    }),
  });
  await op.execute("DELETE FROM messages");
}

async function ids(op: Op, table: string): Promise<ReadonlySet<unknown>> {
  return new Set((await op.query<{ id: string }>(`SELECT id FROM ${table}`)).map(({ id }) => id));
}
