import { resolve } from "node:path";
import { make } from "../core/operations/make.ts";
import type { Operation, Row } from "../core/operations/operations.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { backfill, backfillStatement, type BackfillOptions } from "./backfill.ts";
import { each, type EachBatch, type EachOptions } from "./each.ts";
import { exportRows, type ExportOptions } from "./export.ts";
import { requireBackfill } from "./require-backfill.ts";
import { seed, seedOperations, type SeedOptions } from "./seed.ts";
import type { DataSession } from "./session.ts";

/** What `op` does with data beyond single statements. Paths are relative to the revision file. */
export interface DataCalls {
  /** The time at which the step began. */
  readonly now: Date;
  /** The absolute path of something next to the revision file. */
  path(relative: string): string;
  /** Insert the rows of a JSON, NDJSON or CSV file, of the JSON files of a folder, or of all files that a glob finds. */
  seed(table: string, path: string, options?: SeedOptions): Promise<void>;
  /** Walk a table or a query by key range; what the function does through `op` belongs to its batch. */
  each<R = Row>(source: string, options: EachOptions, work: EachBatch<R>): Promise<void>;
  /** Set columns of all rows of a table, batch by batch. */
  backfill(options: BackfillOptions): Promise<void>;
  /** Fail unless a revision, and with it its backfill, has been applied to the end. */
  requireBackfill(revision: string): Promise<void>;
  /** Write the rows of a table or a query to a file, or to a folder with a JSON file for each. */
  export(source: string, path: string, options?: ExportOptions): Promise<void>;
}

/** The data calls of a step on a live database; `folder` is that of the revision file. */
export function liveCalls(session: DataSession, folder: string): DataCalls {
  return {
    now: session.now(),
    path: (relative) => resolve(folder, relative),
    seed: (table, path, options = {}) => seed(session, folder, table, path, options),
    each: (source, options, work) => each(session, source, options, work as EachBatch<Row>),
    backfill: (options) => backfill(session, options),
    requireBackfill: (revision) => requireBackfill(session, revision),
    export: (source, path, options = {}) => exportRows(session, folder, source, path, options),
  };
}

/** Where recorded data calls go. */
export interface Recording {
  /** `script`: all that the step does to a database. `structure`: what it does to the structure alone. */
  readonly purpose: "script" | "structure";
  readonly folder: string;
  readonly now: Date;
  /** Do something after all calls before it and before all calls after it; `add` records an operation. */
  inOrder(work: (add: (operation: Operation) => void) => Promise<void>): Promise<void>;
  /** Throws needs-database for a call. */
  refuse(what: string): never;
}

/** The data calls of a step without a database: those that write become operations, those that must read are refused. */
export function recordedCalls(dialect: Dialect, recording: Recording): DataCalls {
  const { purpose, folder, now } = recording;
  const refuse = (what: string): never => recording.refuse(what);
  const inScript = (work: (add: (operation: Operation) => void) => Promise<void> | void): Promise<void> =>
    recording.inOrder(async (add) => (purpose === "script" ? work(add) : undefined));
  return {
    now,
    path: (relative) => resolve(folder, relative),
    seed: (table, path, options = {}) =>
      inScript(async (add) => {
        if (options.conflict === "update" && options.key === undefined) refuse("op.seed without `key`");
        for await (const operation of seedOperations(folder, table, path, options)) add(operation);
      }),
    each: () => recording.inOrder(async () => refuse("op.each")),
    backfill: (options) => inScript((add) => add(make.execute(backfillStatement(dialect, options), ""))),
    requireBackfill: () => inScript(() => refuse("op.requireBackfill")),
    export: () => inScript(() => refuse("op.export")),
  };
}
