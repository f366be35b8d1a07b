/**
 * merge the quotas branch
 *
 * Revision: 950b3d4861ea
 * Revises: 84fa2c3750d9, 62d80a153eb7
 * Created: 2026-03-20T09:00:00Z
 */
export const revision = "950b3d4861ea";
export const downRevision = ["84fa2c3750d9", "62d80a153eb7"];

export async function upgrade(): Promise<void> {
  // Nothing to do: this revision joins branches.
}

export async function downgrade(): Promise<void> {
  // Nothing to do: this revision joins branches.
}
