import { confirmationNeeded, declined } from "../core/errors/run.ts";
import type { Step } from "../core/graph/plan.ts";
import type { DeclaredLosses } from "../core/operations/declared-losses.ts";
import { wholeColumn, wholeTable, type Loss } from "../core/operations/loss.ts";
import { possibleLossesOf } from "../core/operations/losses.ts";
import { make } from "../core/operations/make.ts";
import type { Schema } from "../core/schema/schema.ts";
import { ifPossible } from "../core/thrown.ts";
import type { Database, Environment } from "../project/environment.ts";
import { columnOf } from "../revisions/breaking.ts";
import type { LoadedRevision } from "../revisions/load.ts";
import { agreeing, type Agreement } from "./agreement.ts";
import { lossText, rowsLost, said } from "./lost-rows.ts";
import { dropsTables, piecesOf, remaining, type FoundLoss } from "./remaining-loss.ts";
import { trackRenames, type RenameTracking } from "./rename-tracking.ts";

/**
 * Ask whether steps may run that say of themselves that they lose data or are breaking. Where nobody can be
 * asked they are refused, unless it was said beforehand that they may. Steps that go on as they began were asked
 * about then (`goOn`, by their revisions). Returns what was agreed to; null: anything, or nothing can be lost.
 */
export async function confirmBreaking(
  environment: Environment,
  database: Database,
  steps: readonly Step[],
  goOn: ReadonlySet<string>,
): Promise<Confirmed | null> {
  if (environment.settings.confirmBreaking || steps.length === 0) return null;
  const { reasons, confirmed, first } = await lookAhead(environment, database, steps, goOn);
  if (reasons.length === 0) return confirmed;
  if (environment.confirm === null) throw confirmationNeeded(reasons, undefined, first);
  const question = `${reasons.map((reason) => `  ${reason}\n`).join("")}Go on?`;
  if (!(await environment.confirm(question))) throw declined();
  return confirmed;
}

/** What the steps of a run may lose. */
export interface Confirmed {
  readonly agreement: Agreement;
  /** The structure before the run, where it had to be looked at. */
  readonly live: Schema | null;
}

/** What somebody must agree to before steps run, and what it means that somebody does. */
export interface LookAhead {
  /** One sentence each: losses with how many rows there are. */
  readonly reasons: readonly string[];
  /** The revision of the first of them; null where there is none. */
  readonly first: string | null;
  /** Null: nothing can be lost. */
  readonly confirmed: Confirmed | null;
  /** The revisions of which nothing is known in advance: what they do shows when they run. */
  readonly unknown: readonly string[];
}

/** Look at what steps say of themselves: in their headers, and in the text of SQL revisions. No body is run. */
export async function lookAhead(
  environment: Environment,
  database: Database,
  steps: readonly Step[],
  goOn: ReadonlySet<string> = new Set(),
): Promise<LookAhead> {
  const loaded: (readonly [Step, LoadedRevision])[] = [];
  for (const step of steps) {
    // What cannot be loaded fails when it is its turn, and the journal has it then.
    const revision = await ifPossible(environment.load(step.revision.path));
    if (revision !== null) loaded.push([step, revision]);
  }
  const unknown = loaded
    .filter(([, { breaking, sql }]) => breaking === null && sql === null)
    .map(([{ revision }]) => revision.id);
  const agreement = agreeing();
  const isFirst = steps[0]?.headsBefore.length === 0;
  if (!isFirst && loaded.every(([, { breaking, sql }]) => !breaking && sql === null))
    return { reasons: [], first: null, confirmed: { agreement, live: null }, unknown };
  const live = await database.dialect.introspect(database.connection, database.scope);
  // A fresh database has neither data to lose nor anybody who uses it.
  if (live.tables.length === 0) return { reasons: [], first: null, confirmed: null, unknown };
  const reasons: string[] = [];
  let first: string | null = null;
  const tracking = trackRenames(live, database.dialect.lexical);
  for (const [step, revision] of loaded) {
    const { breaking } = revision;
    const isAgreed = goOn.has(step.revision.id);
    if (isAgreed) agreement.toStep(step);
    else if (typeof breaking === "string") {
      reasons.push(said(step, breaking));
      agreement.toStep(step);
    }
    const text = revision.sql?.(step.direction, database.dialect.name) ?? null;
    const found: readonly Pick<FoundLoss, "text" | "origin">[] =
      text === null
        ? typeof breaking === "object" && breaking !== null
          ? declared(breaking, tracking)
          : []
        : lossesOfText(text, { tracking, live, database });
    tracking.endStep();
    if (reasons.length > 0) first ??= step.revision.id;
    if (breaking === false || isAgreed) continue;
    for (const { text: what, origin } of found) {
      const rows = await rowsLost(database, origin);
      const reason = lossText(step, { text: what, column: origin.column }, rows);
      if (rows <= environment.settings.confirmAbove || reasons.includes(reason)) continue;
      reasons.push(reason);
      first ??= step.revision.id;
      if (text === null) agreement.toLoss(step, origin);
      else agreement.toStep(step);
    }
  }
  return { reasons, first, confirmed: { agreement, live }, unknown };
}

/** What a header declares, as far as the database has it. */
function declared(
  { tables, columns }: DeclaredLosses,
  tracking: RenameTracking,
): readonly Pick<FoundLoss, "text" | "origin">[] {
  const losses: readonly Loss[] = [
    ...tables.map((table) => wholeTable(`loses table ${table}`, table)),
    ...columns.flatMap((text) => {
      const named = columnOf(text);
      return named === null || tables.includes(named.table)
        ? []
        : [wholeColumn(`loses column ${text}`, named.table, named.column)];
    }),
  ];
  return losses.flatMap((loss) => {
    const origin = tracking.origin(loss);
    return origin === null ? [] : [{ text: loss.text, origin }];
  });
}

/** What the text of an SQL revision takes away, followed through all its statements. */
function lossesOfText(
  text: string,
  {
    tracking,
    live,
    database,
  }: {
    readonly tracking: RenameTracking;
    readonly live: Schema;
    readonly database: Database;
  },
): readonly Pick<FoundLoss, "text" | "origin">[] {
  const { lexical } = database.dialect;
  const found: FoundLoss[] = [];
  for (const operation of piecesOf(make.execute(text), lexical)) {
    for (const loss of possibleLossesOf(operation, live, lexical)) {
      const origin = tracking.origin(loss);
      const held = tracking.held(loss.table);
      if (origin !== null && held !== null)
        found.push({ text: loss.text, origin, held, drops: dropsTables(operation, lexical) });
    }
    tracking.follow(operation);
  }
  return found.flatMap((each) => remaining(each, tracking, live));
}
