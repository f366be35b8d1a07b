import { mentionsColumn } from "../../../core/schema/expressions.ts";
import { formatName } from "../../../core/schema/names.ts";
import type { Check, Column, EnumType, Index, Schema, Table } from "../../../core/schema/schema.ts";
import { canonicalDefault } from "./canonical.ts";
import { bare, comparable } from "./expression.ts";
import { quote } from "../identifiers.ts";
import { indexBody } from "../ddl/index.ts";
import { typeSql } from "./column-type.ts";

/** An expression of a wanted table whose words in the server's own spelling are asked for. */
export type Trial = { readonly table: Table } & (
  | { readonly kind: "default" | "generated"; readonly column: Column; readonly expression: string | null }
  | { readonly kind: "check"; readonly check: Check }
  | { readonly kind: "index"; readonly index: Index }
);

/** What the server says, by the names of `trialName` and, for views, of the shapes. */
export interface Answers {
  readonly columns: Readonly<Record<string, string>> | null;
  readonly checks: Readonly<Record<string, string>> | null;
  readonly indexes: Readonly<Record<string, IndexAnswer>> | null;
  readonly views: Readonly<Record<string, string>> | null;
}

interface IndexAnswer {
  readonly where: string | null;
  readonly keys: readonly { readonly expression: string | null; readonly opclass: string | null }[];
}

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
  const texts =
    trial.kind === "check"
      ? [trial.check.expression]
      : trial.kind === "index"
        ? [trial.index.where, ...trial.index.keys.map((key) => key.expression)]
        : [trial.expression];
  const own = trial.kind === "default" || trial.kind === "generated" ? trial.column.name : null;
  return (column) => column === own || texts.some((text) => text !== null && mentionsColumn(text, column));
}

function inWordsOf(live: Table, wanted: Table): Table {
  const words = new Map(trialsOfTable(live).map((trial) => [saying(trial), trial]));
  return replaced(wanted, (trial) => words.get(saying(trial)) ?? trial);
}

/** The SQL that puts a trial on the shape of its table. */
export function trialSql(trial: Trial, number: number, shape: string, enums: readonly EnumType[]): string {
  const name = quote(trialName(number));
  if (trial.kind === "check")
    return `ALTER TABLE ${shape} ADD CONSTRAINT ${name} CHECK (${trial.check.expression})`;
  if (trial.kind === "index")
    return `CREATE INDEX ${name} ON ${shape}${indexBody({ ...trial.index, with: [] })}`;
  const expression = `(${trial.expression ?? "NULL"})`;
  const clause =
    trial.kind === "default" ? `DEFAULT ${expression}` : `GENERATED ALWAYS AS ${expression} STORED`;
  return `ALTER TABLE ${shape} ADD COLUMN ${name} ${typeSql(trial.column.type, enums)} ${clause}`;
}

/** The tables with what the server has said; what it refused stays as it was. */
export function withAnswers(
  comparison: Comparison,
  answers: Answers,
  enums: readonly EnumType[],
): readonly Table[] {
  const number = new Map(comparison.trials.map((trial, position) => [itemOf(trial), trialName(position)]));
  return comparison.tables.map((table) =>
    replaced(table, (trial) => {
      const name = number.get(itemOf(trial));
      return name === undefined ? trial : answered(trial, name, answers, enums);
    }),
  );
}

function answered(trial: Trial, name: string, answers: Answers, enums: readonly EnumType[]): Trial {
  if (trial.kind === "index") {
    const said = answers.indexes?.[name];
    return said === undefined ? trial : { ...trial, index: indexWith(trial.index, said) };
  }
  const said = trial.kind === "check" ? answers.checks?.[name] : answers.columns?.[name];
  if (said === undefined) return trial;
  if (trial.kind === "check") return { ...trial, check: { ...trial.check, expression: bare(said) } };
  const expression = trial.kind === "default" ? canonicalDefault(said, trial.column.type, enums) : bare(said);
  return { ...trial, expression };
}

/** The table with other words for its expressions. */
function replaced(table: Table, change: (trial: Trial) => Trial): Table {
  const changed = new Map(trialsOfTable(table).map((trial) => [itemOf(trial), change(trial)]));
  return {
    ...table,
    columns: table.columns.map((column) => {
      const trial = changed.get(column);
      if (trial?.kind === "default") return { ...column, default: trial.expression };
      if (trial?.kind !== "generated" || column.generated === null || trial.expression === null)
        return column;
      return { ...column, generated: { ...column.generated, expression: trial.expression } };
    }),
    checks: table.checks.map((check) => {
      const trial = changed.get(check);
      return trial?.kind === "check" ? { ...check, expression: trial.check.expression } : check;
    }),
    indexes: table.indexes.map((index) => {
      const trial = changed.get(index);
      return trial?.kind === "index" ? { ...index, keys: trial.index.keys, where: trial.index.where } : index;
    }),
  };
}

function itemOf(trial: Trial): Column | Check | Index {
  if (trial.kind === "check") return trial.check;
  return trial.kind === "index" ? trial.index : trial.column;
}

function trialsOfTable(table: Table): readonly Trial[] {
  return [
    ...table.columns.flatMap((column): Trial[] => {
      if (column.generated !== null)
        return [{ kind: "generated", table, column, expression: column.generated.expression }];
      return column.default === null ? [] : [{ kind: "default", table, column, expression: column.default }];
    }),
    ...table.checks.map((check): Trial => ({ kind: "check", table, check })),
    ...table.indexes
      .filter(
        ({ where, keys }) =>
          where !== null || keys.some((key) => key.expression !== null || key.opclass !== null),
      )
      .map((index): Trial => ({ kind: "index", table, index })),
  ];
}

/** What is compared of a trial: of two that say the same only one is asked. */
function saying(trial: Trial): string {
  if (trial.kind === "check") return `check ${comparable(trial.check.expression)}`;
  if (trial.kind === "index") return `index ${JSON.stringify([trial.index.keys, trial.index.where])}`;
  return JSON.stringify([
    trial.kind,
    trial.column.name,
    trial.column.type,
    comparable(trial.expression ?? ""),
  ]);
}

function trialName(number: number): string {
  return `mig settle ${number}`;
}

function indexWith(index: Index, said: IndexAnswer): Index {
  return {
    ...index,
    keys: index.keys.map((key, position) => {
      const answer = said.keys[position];
      if (answer === undefined) return key;
      return {
        ...key,
        expression: answer.expression === null ? null : bare(answer.expression),
        opclass: answer.opclass,
      };
    }),
    where: said.where === null ? null : bare(said.where),
  };
}
