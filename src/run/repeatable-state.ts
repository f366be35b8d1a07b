import { withDependents } from "../core/repeatable/order.ts";
import type { Records } from "../project/environment.ts";
import type { Repeatable } from "../revisions/repeatable.ts";
import type { RepeatedLine } from "../records/journal.ts";

/** How a repeatable script stands; all but `applied` and `gone` are run by the next upgrade to the heads. */
export interface RepeatableState {
  readonly name: string;
  /** The file; null of one that is gone. */
  readonly path: string | null;
  /**
   * `applied`: as it is. `pending`: never, or not since something was taken back, or what it depends on is run again.
   * `changed`: its text is another one. `errored`: the last attempt failed. `gone`: it was run, and has no file.
   */
  readonly state: "applied" | "pending" | "changed" | "errored" | "gone";
  /** When it was run last with success. */
  readonly appliedAt: string | null;
  /** Why the last attempt failed. */
  readonly error: string | null;
}

/** The state of the scripts in a database, in the order in which they run; reads only. */
export async function repeatableStates(
  scripts: readonly Repeatable[],
  { connection, journal }: Pick<Records, "connection" | "journal">,
): Promise<readonly RepeatableState[]> {
  const lines = new Map((await journal.repeated(connection)).map((line) => [line.entry.revision, line]));
  const due = withDependents(scripts, (script) => ownState(script, lines.get(script.name)) !== "applied");
  const names = new Set(scripts.map(({ name }) => name));
  return [
    ...scripts.map((script): RepeatableState => {
      const line = lines.get(script.name);
      const own = ownState(script, line);
      return {
        name: script.name,
        path: script.path,
        state: own === "applied" && due.has(script) ? "pending" : own,
        appliedAt: line?.entry.status === "applied" ? line.entry.finishedAt : null,
        error: own === "errored" ? (line?.entry.errorMessage ?? null) : null,
      };
    }),
    ...[...lines.values()]
      .filter(({ entry }) => !names.has(entry.revision) && entry.status === "applied")
      .map(({ entry }) => ({
        name: entry.revision,
        path: null,
        state: "gone" as const,
        appliedAt: entry.finishedAt,
        error: null,
      })),
  ];
}

/** Whether the next upgrade to the heads runs the script. */
export function isDue({ state }: RepeatableState): boolean {
  return state !== "applied" && state !== "gone";
}

/** The messages about scripts whose files are gone. */
export function goneScripts(states: readonly RepeatableState[]): readonly string[] {
  return states
    .filter(({ state }) => state === "gone")
    .map(
      ({ name }) =>
        `The repeatable script ${name} was run and its file is gone: what it made stays until a revision drops it.`,
    );
}

/** A script that is due, in a few words. */
export function stateText({ name, state, error }: RepeatableState): string {
  const why = {
    pending: "not run yet",
    changed: "changed since it was run",
    errored: "failed",
    applied: "",
    gone: "",
  };
  return `${name} (${why[state]}${error === null ? "" : `: ${error}`})`;
}

function ownState({ checksum }: Repeatable, line: RepeatedLine | undefined): RepeatableState["state"] {
  if (line === undefined) return "pending";
  if (line.entry.status !== "applied") return "errored";
  if (line.entry.checksum !== checksum) return "changed";
  return line.isUndone ? "pending" : "applied";
}
