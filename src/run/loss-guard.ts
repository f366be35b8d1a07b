import { confirmationNeeded, placeholderLeft } from "../core/errors/run.ts";
import type { Step } from "../core/graph/plan.ts";
import { whenLookedAt } from "../core/operations/apply.ts";
import { describeOperation } from "../core/operations/describe.ts";
import { wholeColumn, wholeTable, type Loss } from "../core/operations/loss.ts";
import { possibleLossesOf } from "../core/operations/losses.ts";
import { make } from "../core/operations/make.ts";
import type { Operation } from "../core/operations/operations.ts";
import { formatName } from "../core/schema/names.ts";
import { emptySchema, type Schema } from "../core/schema/schema.ts";
import { effectsOf } from "../core/sql/effects.ts";
import type { Lexical } from "../core/sql/lexical.ts";
import { placeholderOf, type Placeholder } from "../core/sql/placeholder.ts";
import { sql as sqlText } from "../dialects/sql.ts";
import type { Database } from "../project/environment.ts";
import type { LoadedRevision } from "../revisions/load.ts";
import type { Confirmed } from "./confirm.ts";
import { createKnownTables } from "./known-tables.ts";
import { counted, lossText, rowsLost, rowsWithout, said } from "./lost-rows.ts";
import { columnsLeftBehind, dropsTables, piecesOf, remaining, type FoundLoss } from "./remaining-loss.ts";
import { trackRenames, type RenameTracking } from "./rename-tracking.ts";

/** Stops the steps of a run before losses that nobody has agreed to. */
export interface LossGuard {
  /** Watch over one attempt at a step. */
  step(step: Step, revision: LoadedRevision): StepGuard;
  /** Remember where the run is; what is returned goes back there, since the steps after it were rolled back. */
  mark(): () => void;
}

/** Watches over one attempt at a step. */
export interface StepGuard {
  /**
   * Look at an operation before any of its statements is sent; null where there is nothing to wait for. What is
   * `held` back has not been sent yet. Throws confirmation-needed.
   */
  before(operation: Operation, held: HeldBack | null): Promise<void> | null;
  /** Whether losses are looked for at all. */
  readonly watches: boolean;
  /** Look at what was done unseen and is taken back for now. Throws confirmation-needed. */
  judge(done: readonly Operation[]): Promise<void>;
  /** Take into account what an earlier attempt has done. */
  passed(operation: Operation): void;
  /** Look at a statement that cannot be waited for, of which no rows can be counted. Throws confirmation-needed. */
  blindly(sql: string): void;
  /** The step is about to end: what was renamed away must be back. Throws confirmation-needed. */
  end(): void;
  /** Throws confirmation-needed again when it was thrown before, whoever caught it or made it another error. */
  stop(): void;
}

/** Operations that are compiled together later, and the structure that they start from. */
export interface HeldBack {
  readonly before: Schema;
  readonly operations: readonly Operation[];
}

/** Watches over nothing. */
export const unguarded: StepGuard = {
  watches: false,
  judge: () => Promise.resolve(),
  before: () => null,
  passed: () => undefined,
  blindly: () => undefined,
  end: () => undefined,
  stop: () => undefined,
};

/** A guard that lets everything pass. */
export const noGuard: LossGuard = { mark: () => () => undefined, step: () => unguarded };

/** The guard of a run. */
export function createLossGuard(
  database: Database,
  { agreement, live }: Confirmed,
  confirmAbove: number,
): LossGuard {
  const { lexical } = database.dialect;
  let ofRun = createKnownTables(lexical);
  if (live !== null) ofRun.start(live);
  return {
    mark() {
      const then = ofRun;
      return () => void (ofRun = then);
    },
    step(step, revision) {
      // An attempt may be rolled back and begin again.
      const known = ofRun.fork();
      const ran: string[] = [];
      const deferred: (FoundLoss & { readonly rows: number })[] = [];
      let refused: Error | null = null;
      const refuse = (reasons: readonly string[]): never => {
        const { id, path } = step.revision;
        const { direction } = step;
        const rolledBack = revision.transaction;
        refused = confirmationNeeded(reasons, { revision: id, direction, path, ran: [...ran], rolledBack });
        throw refused;
      };
      const stop = (): void => {
        if (refused !== null) throw refused;
      };
      const structure = (): Promise<Schema> =>
        database.dialect.introspect(database.connection, { ...database.scope, tables: null });
      const judged = async (loss: Loss, inDatabase: Loss): Promise<readonly string[]> => {
        const rows = await rowsLost(database, inDatabase);
        return rows > confirmAbove ? [lossText(step, loss, rows)] : [];
      };
      const isThere = async (table: string): Promise<boolean> => {
        const { relations } = await database.dialect.bystanders(database.connection, database.scope);
        // What is not quoted is in lower case where case matters.
        const key = (name: string): string => (lexical.dialect === "postgresql" ? name : name.toLowerCase());
        return relations.some((each) => key(formatName(each)) === key(table));
      };
      /** What a statement or an operation loses of rows that the run found, and nobody has agreed to. */
      const reasonsOf = async (
        piece: Operation,
        now: RenameTracking,
        before: Schema,
      ): Promise<readonly string[]> => {
        const reasons: string[] = [];
        const { tracking, live: start } = known.start(before);
        const drops = dropsTables(piece, lexical);
        for (const loss of possibleLossesOf(piece, before, lexical)) {
          if (known.isOwn(loss)) continue;
          const [inDatabase, origin, held] = [
            now.origin(loss),
            tracking.origin(loss),
            tracking.held(loss.table),
          ];
          if (inDatabase === null || origin === null || held === null) {
            // Partitions are tables too, and none of the structure.
            const isOther = inDatabase === null && origin === null && held === null;
            if (isOther && !agreement.covers(step, loss) && (await isThere(loss.table)))
              reasons.push(...(await judged(loss, loss)));
            continue;
          }
          // What was agreed to; with a copy next to the table the rows stay where they were.
          if (agreement.covers(step, origin) || (drops && !held.isMain)) continue;
          const [copy] = drops ? tracking.copiesOf(loss.table) : [];
          if (copy === undefined) {
            reasons.push(...(await judged(loss, inDatabase)));
            continue;
          }
          for (const left of columnsLeftBehind(held, copy, start))
            reasons.push(
              ...(await judged(
                { ...left.origin, text: left.text },
                { ...left.origin, table: inDatabase.table },
              )),
            );
          const rows = await rowsLost(database, inDatabase);
          if (rows > confirmAbove) deferred.push({ text: loss.text, origin, held, drops, rows });
        }
        return reasons;
      };
      const judge = async (done: readonly Operation[]): Promise<void> => {
        const before = await structure();
        const reasons: string[] = [];
        for (const each of done)
          reasons.push(...(await reasonsOf(each, trackRenames(before, lexical), before)));
        if (reasons.length > 0) refuse([...new Set(reasons)]);
      };
      const lookAtAll = async (operation: Operation, held: HeldBack | null): Promise<void> => {
        const before = held?.before ?? (await structure());
        const now = trackRenames(before, lexical);
        held?.operations.forEach((each) => now.follow(each));
        known.start(before);
        const reasons: string[] = [];
        for (const piece of piecesOf(operation, lexical)) {
          reasons.push(...(await reasonsOf(piece, now, before)));
          now.follow(piece);
          known.follow(piece);
        }
        if (reasons.length > 0) refuse([...new Set(reasons)]);
      };
      /** With rows that would get it a placeholder is refused, unless the run itself has made them. */
      const refusePlaceholders = async (
        left: readonly Placeholder[],
        held: HeldBack | null,
      ): Promise<void> => {
        const before = held?.before ?? (await structure());
        const now = trackRenames(before, lexical);
        held?.operations.forEach((each) => now.follow(each));
        for (const [at, { table, column }] of left.entries()) {
          const found = now.origin(wholeTable("", table));
          if (found === null || known.isOwn(found)) continue;
          const there = now.origin(wholeColumn("", table, column));
          const rows = await rowsWithout(database, found.table, there?.column ?? null);
          if (rows === 0) continue;
          const line = revision.placeholders[at] ?? revision.placeholders[0] ?? null;
          const { path, id } = step.revision;
          throw placeholderLeft({
            path,
            line,
            place: `${table}.${column}`,
            rows: counted(rows),
            revision: id,
          });
        }
      };
      const passed = (operation: Operation): void =>
        piecesOf(operation, lexical).forEach((piece) => known.follow(piece));
      return {
        watches: revision.breaking !== false,
        judge,
        before(operation, held) {
          const left = piecesOf(operation, lexical).flatMap((piece) =>
            piece.kind === "execute" ? (placeholderOf(piece.args[0], lexical) ?? []) : [],
          );
          const note = (): void => void ran.push(describeOperation(operation));
          const look = revision.breaking !== false && isOfInterest(operation, lexical);
          if (look || left.length > 0)
            return (async () => {
              if (left.length > 0) await refusePlaceholders(left, held);
              if (look) await lookAtAll(operation, held);
              else passed(operation);
              note();
            })();
          passed(operation);
          note();
          return null;
        },
        passed,
        stop,
        blindly(sql) {
          const operation = make.execute(sql);
          // Foreign keys are enforced meanwhile: what refers to the rows of a table goes with them.
          const emptied = effectsOf(sql, lexical).flatMap((effect) =>
            effect.kind === "dropTable"
              ? [make.execute(sqlText`DELETE FROM ${database.dialect.identifier(effect.table)}`)]
              : [],
          );
          const losses =
            revision.breaking === false
              ? []
              : [operation, ...emptied].flatMap((each) =>
                  possibleLossesOf(each, live ?? emptySchema, lexical),
                );
          for (const loss of losses)
            if (!known.isOwn(loss) && !agreement.covers(step, loss))
              refuse([
                said(
                  step,
                  `${loss.text} by op.db, whose driver answers at once, so that no rows can be counted`,
                ),
              ]);
          passed(operation);
        },
        end() {
          stop();
          for (const each of deferred) {
            const { tracking, live: start } = known.start(emptySchema);
            for (const left of remaining(each, tracking, start))
              refuse([
                said(
                  step,
                  `${left.text} (${counted(each.rows)}), of which a copy under another name is left`,
                ),
              ]);
          }
          known.endStep();
          ofRun = known;
        },
      };
    },
  };
}

/** Whether an operation may lose something, or copies rows, so that the structure must be known. */
function isOfInterest(operation: Operation, lexical: Lexical): boolean {
  let asked = false;
  const watched = whenLookedAt(() => {
    asked = true;
    return emptySchema;
  });
  if (possibleLossesOf(operation, watched, lexical).length > 0 || asked) return true;
  return piecesOf(operation, lexical).some(
    (piece) =>
      piece.kind === "execute" && effectsOf(piece.args[0], lexical).some(({ kind }) => kind === "copy"),
  );
}
