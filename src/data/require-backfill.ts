import { backfillNotFinished } from "../core/errors/data.ts";
import type { DataSession } from "./session.ts";

/** Demand that a revision has been applied, with all of its batches, as the journal tells. */
export function requireBackfill(session: DataSession, revision: string): Promise<void> {
  const { connection, journal } = session;
  return session.inOrder(async () => {
    const up = await journal.last(connection, revision, "upgrade");
    if (up === null) throw backfillNotFinished({ revision, found: "the journal does not know of it" });
    if (up.entry.status === "running") throw backfillNotFinished({ revision, found: "it was interrupted" });
    if (up.entry.status === "errored")
      throw backfillNotFinished({ revision, found: `it failed: ${up.entry.errorMessage ?? ""}` });
    const down = await journal.last(connection, revision, "downgrade");
    const undone = down !== null && down.entry.status === "applied" && Number(down.id) > Number(up.id);
    if (undone) throw backfillNotFinished({ revision, found: "it was downgraded since" });
  });
}
