import { pathToFileURL } from "node:url";
import type { Piece } from "../core/lint/scene.ts";
import { operationKinds } from "../core/operations/every-operation.ts";
import { make } from "../core/operations/make.ts";
import type { Operation } from "../core/operations/operations.ts";
import { nameOf } from "../core/schema/lookup.ts";
import { quoted } from "../core/sql/written-name.ts";
import type { BackfillOptions } from "../data/backfill.ts";
import type { LoadedRevision } from "../revisions/load.ts";
import type { Op } from "../revisions/op.ts";

/** The revision, of which every call on `op` is noted with the place in the file (an absolute path) that it comes from. */
export function watched(
  revision: LoadedRevision,
  file: string,
  note: (piece: Piece) => void,
): LoadedRevision {
  return {
    ...revision,
    body(direction, dialect) {
      const body = revision.body(direction, dialect);
      return (op) =>
        body(
          watchedOp(op, (operation, inBatches) => note({ operation, inBatches, ...placeOf(file, revision) })),
        );
    },
  };
}

function watchedOp(op: Op, note: (operation: Operation, inBatches: boolean) => void): Op {
  const noted: Record<string, unknown> = {};
  const wrap = (name: string, asOperation: (args: never) => Operation, inBatches = false): void => {
    noted[name] = (...args: readonly unknown[]): unknown => {
      note(asOperation(args as never), inBatches);
      return (op[name as keyof Op] as (...args: readonly unknown[]) => unknown)(...args);
    };
  };
  for (const kind of operationKinds)
    if (kind !== "custom")
      wrap(kind, (args: readonly unknown[]) =>
        (make[kind] as (...all: readonly unknown[]) => Operation)(...args),
      );
  wrap("run", ([operation]: readonly [Operation]) => operation);
  wrap("query", ([sql]: readonly [string]) => make.execute(sql));
  wrap("backfill", ([{ table }]: readonly [BackfillOptions]) => rowsOf(table), true);
  return new Proxy(op, {
    get: (target, name) => (typeof name === "string" ? (noted[name] ?? target[name as keyof Op]) : undefined),
  });
}

/** As a statement, what a data call does to the rows of a table, some at a time. */
function rowsOf(table: string): Operation {
  const { schema, name } = nameOf(table);
  const sql = schema === null ? quoted(name) : `${quoted(schema)}.${quoted(name)}`;
  return make.execute(`UPDATE ${sql} SET filled = filled WHERE filled IS NULL`);
}

/** The call of the revision that is under way, by the stack: helpers of other files are called from there. */
function placeOf(file: string, { relocate }: LoadedRevision): Pick<Piece, "line" | "column"> {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  const here = new Error("here");
  Error.stackTraceLimit = limit;
  relocate(here);
  const names = [pathToFileURL(file).href, file];
  for (const frame of (here.stack ?? "").split("\n").slice(1)) {
    const name = names.find((each) => frame.includes(`${each}:`));
    const [, line, column] = name === undefined ? [] : (/:(\d+):(\d+)\)?$/u.exec(frame) ?? []);
    if (line !== undefined) return { line: Number(line), column: Number(column) };
  }
  return { line: null, column: null };
}
