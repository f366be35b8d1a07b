import { changedHistory as refused } from "../core/errors/run.ts";
import { required } from "../core/graph/traverse.ts";
import { viewFor } from "../core/graph/view.ts";
import { ifPossible } from "../core/thrown.ts";
import type { Environment, Records } from "../project/environment.ts";
import type { JournalEntry } from "../records/journal.ts";

/** An applied revision whose file is not what was run. */
export interface ChangedRevision {
  readonly revision: string;
  /** Its file was edited since; it is gone; or nobody knows of it but the version table. */
  readonly kind: "edited" | "missing" | "unknown";
  /** Null where there is no file. */
  readonly path: string | null;
  /** When and by whom (host, process, user) it was applied, as far as the journal knows. */
  readonly appliedAt: string | null;
  readonly runner: string | null;
  /** What to do about it. */
  readonly hint: string;
}

/** Compare what was applied, by the journal and the heads of the database, with the files. Reads only. */
export async function findChangedHistory(
  environment: Environment,
  { connection, journal }: Pick<Records, "connection" | "journal">,
  heads: readonly string[],
): Promise<readonly ChangedRevision[]> {
  if (environment.settings.changedHistory === "ignore") return [];
  const graph = viewFor(environment.scripts().graph, heads);
  const known = (id: string): boolean => graph.revisions.has(id) || graph.aliases.has(id);
  const applied = required(
    graph,
    heads.flatMap((id) => (graph.revisions.has(id) ? [id] : (graph.aliases.get(id) ?? []))),
  );
  const lines = (await journal.latestCompleted(connection)).filter(
    ({ direction }) => direction === "upgrade",
  );
  const found: ChangedRevision[] = [];
  for (const line of lines) {
    if (!known(line.revision)) {
      found.push({ ...about(line), kind: "missing", path: null, hint: hints.missing(line.revision) });
      continue;
    }
    const path = applied.has(line.revision) ? graph.revisions.get(line.revision)?.path : undefined;
    if (path === undefined || line.checksum === null) continue;
    const now = await ifPossible(environment.checksum(path));
    if (now !== null && now !== line.checksum)
      found.push({ ...about(line), kind: "edited", path, hint: hints.edited(line.revision) });
  }
  const named = new Set(found.map(({ revision }) => revision));
  const strangers = heads.filter((id) => !known(id) && !named.has(id));
  return [
    ...found,
    ...strangers.map((revision) => ({
      revision,
      kind: "unknown" as const,
      path: null,
      appliedAt: null,
      runner: null,
      hint: hints.unknown(revision),
    })),
  ];
}

/** Say what was changed before a run goes on, or refuse it, as the settings say. Throws changed-history. */
export async function mindChangedHistory(
  environment: Environment,
  records: Pick<Records, "connection" | "journal">,
  heads: readonly string[],
): Promise<void> {
  const found = await findChangedHistory(environment, records, heads);
  if (found.length === 0) return;
  const texts = found.map(changeText);
  if (environment.settings.changedHistory === "error") throw refused(texts);
  for (const text of texts) environment.report({ kind: "notice", level: "warning", text });
}

/** One changed revision in a sentence or two. */
export function changeText({ revision, kind, path, appliedAt, runner, hint }: ChangedRevision): string {
  const when =
    appliedAt === null ? "" : ` It was applied ${appliedAt}${runner === null ? "" : ` by ${runner}`}.`;
  const what = {
    edited: `${revision} (${path ?? ""}) was edited after it was applied.`,
    missing: `${revision} is applied, and its file is gone.`,
    unknown: `${revision} stands in the version table, and there is no such file.`,
  }[kind];
  return `${what}${when} ${hint}`;
}

const hints = {
  edited: (id: string) =>
    `Put the file back as it was and write the change as a new revision, or accept it: mig resolve ${id} --applied`,
  missing: (id: string) =>
    `Bring the file back, for example from the branch it is on, take the revision back with mig downgrade TARGET --from-journal, or say that it is not applied: mig resolve ${id} --reverted`,
  unknown: (_id: string) =>
    "Bring its file back, for example from the branch it is on, take it back with mig downgrade TARGET --from-journal, or say where the database stands: mig stamp --purge REVISION",
};

function about({
  revision,
  finishedAt,
  startedAt,
  runner,
}: JournalEntry): Pick<ChangedRevision, "revision" | "appliedAt" | "runner"> {
  return { revision, appliedAt: finishedAt ?? startedAt, runner };
}
