/**
 * let a model and a dataset have the same full_id
 *
 * Revision: 001
 * Revises: 000
 * Created: 2025-02-03T09:00:00Z
 */
import type { Op, Probe } from "drizzle-mig";

export const revision = "001";
export const downRevision = "000";

export async function isApplied(probe: Probe): Promise<boolean> {
  return (
    (await probe.table("repository")) && !(await probe.constraint("repository", { unique: ["full_id"] }))
  );
}

/** SQLite has no word for it: there the table is made again, with its rows, in the step's transaction. */
export async function upgrade(op: Op): Promise<void> {
  await op.dropConstraint("repository", { unique: ["full_id"] });
  await op.createIndex("repository", {
    name: "repository_repo_type_full_id",
    columns: ["repo_type", "full_id"],
    unique: true,
  });
}

export async function downgrade(op: Op): Promise<void> {
  await op.dropIndex("repository", "repository_repo_type_full_id");
  await op.createUniqueConstraint("repository", { columns: ["full_id"] });
}
