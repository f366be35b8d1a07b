import { confirmationNeeded } from "../core/errors/run.ts";
import { MigError } from "../core/errors.ts";
import type { Step } from "../core/graph/plan.ts";
import type { Operation } from "../core/operations/operations.ts";
import type { Scope } from "../core/schema/scope.ts";
import { attempted, messageOf } from "../core/thrown.ts";
import type { Connection, Dialect, Statement } from "../dialects/dialect.ts";
import type { Report } from "../settings/events.ts";
import type { LoadedRevision } from "../revisions/load.ts";
import type { Journal, JournalEntry } from "../records/journal.ts";
import type { Fold } from "./fold.ts";
import type { Patience } from "./give-way.ts";
import type { LossGuard } from "./loss-guard.ts";
import type { VersionTable } from "../records/version-table.ts";

/** What a step needs to run. */
export interface StepContext {
  readonly dialect: Dialect;
  readonly connection: Connection;
  readonly scope: Scope;
  /** The folder of the project. */
  readonly root: string;
  readonly versionTable: VersionTable;
  readonly journal: Journal;
  readonly report: Report;
  readonly now: () => Date;
  /** Asks for a stop between two batches of rows. */
  readonly signal: AbortSignal | null;
  readonly runner: string;
  readonly toolVersion: string;
  /** What the journal keeps of a step in addition, as JSON, or null. */
  readonly details: (step: Step) => string | null;
  /** The checksums of the texts that the journal keeps; null when it is to keep none. */
  readonly texts: ReadonlySet<string> | null;
  /** The revision and all that must be applied before it. */
  readonly requires: (revision: string) => ReadonlySet<string>;
  /** A step that was interrupted starts over, whatever of it is done. */
  readonly restart: boolean;
  /** Run a statement over a connection of its own; null where there can be none. */
  readonly elsewhere: ((statement: Statement) => Promise<void>) | null;
  /** True when a transaction of several steps is open already. */
  readonly insideRun: boolean;
  /** Told of what a body asks for: an operation, or null for a call that reads or moves rows. */
  readonly called: (revision: string, operation: Operation | null) => void;
  /** Where the structure of an empty database is put together, over several steps; null: operations run as they come. */
  readonly fold: Fold | null;
  /** Told when a body changes something other than the database; null where nobody wants to know. */
  readonly onSideEffect: (() => void) | null;
  /** What the bodies are told that they run for. */
  readonly mode: "live" | "replay";
  readonly patience: Patience;
  /** Stops steps before losses that nobody has agreed to. */
  readonly guard: LossGuard;
}

/** A step whose line is in the journal already, so that it is there even if its runner dies. */
export interface BegunStep {
  readonly entry: JournalEntry;
  /** The statements that record, together with the end of this step, that the next one begins. */
  readonly next: () => readonly Statement[];
}

/** The journal's line of a step that begins now. */
export function newEntry(context: StepContext, step: Step): JournalEntry {
  return {
    revision: step.revision.id,
    direction: step.direction,
    status: "running",
    startedAt: context.now().toISOString(),
    finishedAt: null,
    durationMs: null,
    checksum: null,
    errorMessage: null,
    statement: null,
    statementIndex: null,
    toolVersion: context.toolVersion,
    runner: context.runner,
    details: context.details(step),
  };
}

/** The line of a step that has ended now. */
export function ended(
  context: StepContext,
  entry: JournalEntry,
  change: Pick<JournalEntry, "status"> & Partial<JournalEntry>,
): JournalEntry {
  const now = context.now();
  const durationMs = now.getTime() - Date.parse(entry.startedAt);
  return { ...entry, finishedAt: now.toISOString(), durationMs, ...change };
}

/** What is recorded together with the end of an upgrade that was carried through: its text, once for each checksum. */
export function keepText(
  { journal, texts }: StepContext,
  { revision, direction }: Step,
  { checksum, text }: LoadedRevision,
): readonly Statement[] {
  if (direction !== "upgrade" || text === null || texts === null || texts.has(checksum)) return [];
  return [journal.texts.keep({ checksum, path: revision.path, text })];
}

/** Whether an error says that a step was stopped before a loss that nobody has agreed to. */
export function isRefusal(error: unknown): boolean {
  return confirmationNeeded.is(error);
}

/** Record that a step failed whose work has been rolled back; that it cannot be recorded must not hide why. */
export async function recordFailure(
  context: StepContext,
  error: unknown,
  entry: JournalEntry,
): Promise<void> {
  await recordEnd(
    context,
    context.journal.finish(ended(context, entry, { status: "errored", ...whatFailed(error) })),
  );
}

/** Write the end of an attempt, over another connection where its own is lost. The next run knows of it otherwise. */
export async function recordEnd({ connection, elsewhere }: StepContext, line: Statement): Promise<void> {
  // Whatever keeps the line from being written, the failure that it tells of is the one to be told.
  await attempted(connection.run([line]).catch(() => elsewhere?.(line)));
}

/** What the journal says of an error. */
export function whatFailed(
  error: unknown,
): Pick<JournalEntry, "errorMessage" | "statement" | "statementIndex"> {
  const details = error instanceof MigError ? error.details : {};
  return {
    errorMessage: messageOf(error),
    statement: typeof details["sql"] === "string" ? details["sql"] : null,
    statementIndex: typeof details["index"] === "number" ? details["index"] : null,
  };
}
