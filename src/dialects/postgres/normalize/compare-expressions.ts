import { mentionsColumn } from "../../../core/schema/expressions.ts";
import { formatName } from "../../../core/schema/names.ts";
import type { Schema, Table } from "../../../core/schema/schema.ts";
import { comparableDefault } from "./default.ts";
import { comparable } from "./expression.ts";
import { momentThatIs } from "./moments.ts";
import { isWordForRunner, replaced, trialsOfTable, type Trial } from "./trial.ts";

/** The expressions of wanted tables that the live schema does not say in the same words. */
export interface Comparison {
  /** To be asked. */
  readonly trials: readonly Trial[];
  /** The wanted tables, with the live words where only case, quotes and the like differ. */
  readonly tables: readonly Table[];
}

/** Compare the expressions of each wanted table with those of the live one, or of those it may have been. */
export function compareExpressions(wanted: Schema, live: Schema): Comparison {
  const known = new Map(live.tables.map((table) => [formatName(table), table]));
  const names = new Set(wanted.tables.map(formatName));
  const gone = live.tables.filter((table) => !names.has(formatName(table)));
  const tables = wanted.tables.map((table) => {
    const there = known.get(formatName(table));
    return there === undefined ? table : inWordsOf(there, table);
  });
  const trials = tables.flatMap((table) => {
    const there = known.get(formatName(table));
    const others = (there === undefined ? gone : [there]).map((other) => ({
      said: new Set(trialsOfTable(other).map(saying)),
      retyped: retypedColumns(other, table),
    }));
    // Over a column of another type the same words become others: the server writes its casts into them.
    const isKnown = (trial: Trial): boolean =>
      others.some(({ said, retyped }) => said.has(saying(trial)) && !retyped.some(readBy(trial)));
    return others.length === 0 ? [] : trialsOfTable(table).filter((trial) => !isKnown(trial));
  });
  return { trials, tables };
}

/** The columns of both tables whose types differ. */
function retypedColumns(live: Table, wanted: Table): readonly string[] {
  const types = new Map(live.columns.map(({ name, type }) => [name, type]));
  return wanted.columns.flatMap(({ name, type }) => {
    const was = types.get(name);
    return was === undefined || was === type ? [] : [name];
  });
}

/** Whether a trial has to do with a column. */
function readBy(trial: Trial): (column: string) => boolean {
  const texts = textsOf(trial);
  const own = trial.kind === "default" || trial.kind === "generated" ? trial.column.name : null;
  return (column) => column === own || texts.some((text) => text !== null && mentionsColumn(text, column));
}

function textsOf(trial: Trial): readonly (string | null)[] {
  if (trial.kind === "check") return [trial.check.expression];
  if (trial.kind === "index") return [trial.index.where, ...trial.index.keys.map((key) => key.expression)];
  return trial.kind === "policy" ? [trial.policy.using, trial.policy.check] : [trial.expression];
}

function inWordsOf(live: Table, wanted: Table): Table {
  const words = new Map(trialsOfTable(live).map((trial) => [saying(trial), trial]));
  const columns = new Map(live.columns.map((column) => [column.name, column]));
  return replaced(wanted, (trial) => {
    const moment =
      trial.kind === "default" ? momentThatIs(columns.get(trial.column.name), trial.column) : null;
    if (trial.kind === "default" && moment !== null) return { ...trial, expression: moment };
    const said = words.get(saying(trial)) ?? trial;
    if (said.kind !== "policy" || trial.kind !== "policy") return said;
    // The roles are no part of the words.
    return { ...trial, policy: { ...said.policy, roles: trial.policy.roles } };
  });
}

/** What is compared of a trial: of two that say the same only one is asked. */
function saying(trial: Trial): string {
  if (trial.kind === "check") return `check ${comparable(trial.check.expression)}`;
  if (trial.kind === "index") return `index ${JSON.stringify([trial.index.keys, trial.index.where])}`;
  if (trial.kind === "policy") {
    const { using, check, roles, command } = trial.policy;
    return JSON.stringify([
      "policy",
      command,
      ...[using, check].map((each) => each && comparable(each)),
      roles.filter(isWordForRunner),
    ]);
  }
  const { kind, column, expression } = trial;
  const said = kind === "default" ? comparableDefault(expression, column.type) : comparable(expression ?? "");
  return JSON.stringify([kind, column.name, column.type, said]);
}
