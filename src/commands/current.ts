import { headsNotCurrent } from "../core/errors/run.ts";
import { effectiveHeads, isAtHeads } from "../core/graph/heads.ts";
import { viewFor } from "../core/graph/view.ts";
import { environmentOf, type Environment, type Project } from "../project/environment.ts";
import { findChangedHistory, type ChangedRevision } from "../run/changed-history.ts";
import { repeatableStates, type RepeatableState } from "../run/repeatable-state.ts";
import { historyEntry, type HistoryEntry } from "./history-entry.ts";

export interface CurrentOptions {
  /** Fail with exit code 3 when the database is not on all heads. */
  readonly checkHeads?: boolean;
}

export interface CurrentResult {
  /** The rows of the version table, sorted. */
  readonly heads: readonly string[];
  /** Whether they are all the heads that the files have. */
  readonly atHead: boolean;
  /** The rows, and the tips of branches that a row only depends on. */
  readonly entries: readonly HistoryEntry[];
  /** Rows that no revision file has. */
  readonly unknown: readonly string[];
  /** Applied revisions whose files were edited since, or are gone. */
  readonly changed: readonly ChangedRevision[];
  /** How the repeatable scripts stand; absent where there are none. */
  readonly repeatables?: readonly RepeatableState[];
  /** The database as people know it, without a password. */
  readonly database: string;
}

/** Where the database stands. Reads only. */
export async function current(project: Project, options: CurrentOptions = {}): Promise<CurrentResult> {
  const environment = environmentOf(project);
  const scripts = await environment.repeatables();
  const { heads, database, changed, repeatables } = await environment.reading(async (records) => {
    const rows = await records.versionTable.read(records.connection);
    const found = rows.length === 0 ? [] : await findChangedHistory(environment, records, rows);
    const states = scripts.length === 0 ? [] : await repeatableStates(scripts, records);
    return { heads: rows, database: records.connection.label, changed: found, repeatables: states };
  });
  const graph = viewFor(environment.scripts().graph, heads);
  const atHead = isAtHeads(graph, heads);
  if (options.checkHeads === true && !atHead)
    throw headsNotCurrent({ current: heads, heads: graph.realHeads });
  const rows = heads.map((id) => graph.aliases.get(id) ?? id);
  const unknown = rows.filter((id) => !graph.revisions.has(id));
  const shown = unknown.length === 0 ? effectiveHeads(graph, rows) : rows;
  const entries = shown
    .flatMap((id) => graph.revisions.get(id) ?? [])
    .map((revision) => historyEntry(graph, revision, rows));
  return {
    heads,
    atHead,
    entries,
    unknown,
    changed,
    database,
    ...(repeatables.length === 0 ? {} : { repeatables }),
  };
}

/** The heads of the database; none when it is unversioned. */
export async function currentHeads(environment: Environment): Promise<readonly string[]> {
  return environment.reading(({ connection, versionTable }) => versionTable.read(connection));
}
