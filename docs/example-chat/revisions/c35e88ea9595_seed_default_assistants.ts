/**
 * seed the default assistants
 *
 * Revision: c35e88ea9595
 * Revises: 057f82313448
 * Created: 2025-09-01T09:20:00Z
 */
import type { Op } from "drizzle-mig";

export const revision = "c35e88ea9595";
export const downRevision = "057f82313448";

const defaults = "./c35e88ea9595_default_assistants.json";

/** An assistant of the same id that somebody has changed stays as it is. */
export async function upgrade(op: Op): Promise<void> {
  await op.seed("assistants", defaults, { conflict: "ignore" });
}

export async function downgrade(op: Op): Promise<void> {
  await op.execute("DELETE FROM assistants WHERE id LIKE 'asst_default_%'");
}
