import { mentionsColumn } from "../../../core/schema/expressions.ts";
import { formatName } from "../../../core/schema/names.ts";
import type { Check, Column, EnumType, Index, Policy, Schema, Table } from "../../../core/schema/schema.ts";
import { canonicalDefault } from "./canonical.ts";
import { bare, comparable } from "./expression.ts";
import { quote } from "../identifiers.ts";
import { indexBody } from "../ddl/index.ts";
import { roleWords } from "../../../core/schema/role.ts";
import { policyBody } from "../ddl/policy.ts";
import { mapPolicyText } from "../../../core/schema/expressions.ts";
import { commonSql } from "../../../core/sql/lexical.ts";
import { rewriteTokens } from "../../../core/sql/rewrite.ts";
import { isName, isSymbol, tokensOf } from "../../../core/sql/tokens.ts";
import { says, written } from "../../../core/sql/written-name.ts";
import { typeSql } from "./column-type.ts";
import { momentThatIs } from "./moments.ts";

/** An expression of a wanted table whose words in the server's own spelling are asked for. */
export type Trial = { readonly table: Table } & (
  | { readonly kind: "default" | "generated"; readonly column: Column; readonly expression: string | null }
  | { readonly kind: "check"; readonly check: Check }
  | { readonly kind: "index"; readonly index: Index }
  | { readonly kind: "policy"; readonly policy: Policy }
);

/** What the server says, by the names of `trialName` and, for views, of the shapes. */
export interface Answers {
  readonly columns: Readonly<Record<string, string>> | null;
  readonly checks: Readonly<Record<string, string>> | null;
  readonly indexes: Readonly<Record<string, IndexAnswer>> | null;
  readonly policies: Readonly<Record<string, PolicyAnswer>> | null;
  readonly views: Readonly<Record<string, string>> | null;
}

interface PolicyAnswer {
  readonly using: string | null;
  readonly check: string | null;
  readonly roles: readonly string[];
}

interface IndexAnswer {
  readonly where: string | null;
  readonly keys: readonly {
    readonly column: string | null;
    readonly expression: string | null;
    readonly opclass: string | null;
  }[];
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

/** The SQL that puts a trial on the shape of its table. */
export function trialSql(trial: Trial, number: number, shape: string, enums: readonly EnumType[]): string {
  const name = quote(trialName(number));
  if (trial.kind === "check")
    return `ALTER TABLE ${shape} ADD CONSTRAINT ${name} CHECK (${trial.check.expression})`;
  if (trial.kind === "index")
    return `CREATE INDEX ${name} ON ${shape}${indexBody({ ...trial.index, with: [] })}`;
  if (trial.kind === "policy") {
    // Roles need not be there yet; words for whoever runs this are told by who it is.
    const words = trial.policy.roles.filter((role) => roleWords.includes(role));
    const roles = words.length === 0 ? ["public"] : words;
    const policy = mapPolicyText(trial.policy, (sql) => onShape(sql, trial.table, shape));
    return `CREATE POLICY ${name} ON ${shape}${policyBody({ ...policy, roles })}`;
  }
  const expression = `(${trial.expression ?? "NULL"})`;
  const clause =
    trial.kind === "default" ? `DEFAULT ${expression}` : `GENERATED ALWAYS AS ${expression} STORED`;
  return `ALTER TABLE ${shape} ADD COLUMN ${name} ${typeSql(trial.column.type, enums)} ${clause}`;
}

/** A condition that says the columns of its own table with the table, as the shape has them. */
function onShape(sql: string, table: Table, shape: string): string {
  if (table.schema === null) return sql;
  const name = shape.replace(/^pg_temp\./u, "");
  const tokens = tokensOf(sql, commonSql);
  return rewriteTokens(sql, tokens, (token, at) => {
    if (!isName(token) || !isSymbol(tokens[at + 1], ".")) return null;
    if (says(token, table.schema ?? "") && says(tokens[at + 2], table.name)) return "pg_temp";
    return says(token, table.name) ? name : null;
  });
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
  if (trial.kind === "policy") {
    const said = answers.policies?.[name];
    return said === undefined ? trial : { ...trial, policy: policyWith(trial.policy, said, trial.table) };
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
    policies: table.policies.map((policy) => {
      const trial = changed.get(policy);
      if (trial?.kind !== "policy") return policy;
      const { using, check, roles } = trial.policy;
      return { ...policy, using, check, roles };
    }),
  };
}

function itemOf(trial: Trial): Column | Check | Index | Policy {
  if (trial.kind === "check") return trial.check;
  if (trial.kind === "policy") return trial.policy;
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
    ...table.policies
      .filter(({ using, check, roles }) => using !== null || check !== null || roles.some(isWordForRunner))
      .map((policy): Trial => ({ kind: "policy", table, policy })),
  ];
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
  return JSON.stringify([
    trial.kind,
    trial.column.name,
    trial.column.type,
    comparable(trial.expression ?? ""),
  ]);
}

function isWordForRunner(role: string): boolean {
  return role !== "public" && roleWords.includes(role);
}

/** Where the shape could not have the table's own name, the answer says the shape's. */
function policyWith(policy: Policy, said: PolicyAnswer, table: Table): Policy {
  const inOwnName = (expression: string | null): string | null =>
    expression === null ? null : bare(expression.replaceAll(/"mig table \d+"/gu, written(table.name)));
  const others = policy.roles.filter((role) => !isWordForRunner(role));
  const runners = others.length === policy.roles.length ? [] : said.roles;
  return {
    ...policy,
    using: inOwnName(said.using),
    check: inOwnName(said.check),
    roles: [...new Set([...others, ...runners])].sort(),
  };
}

function trialName(number: number): string {
  return `mig normalize ${number}`;
}

function indexWith(index: Index, said: IndexAnswer): Index {
  return {
    ...index,
    keys: index.keys.map((key, position) => {
      const answer = said.keys[position];
      if (answer === undefined) return key;
      return {
        ...key,
        column: answer.column,
        expression: answer.expression === null ? null : bare(answer.expression),
        opclass: answer.opclass,
      };
    }),
    where: said.where === null ? null : bare(said.where),
  };
}
