import type { EnumType, Index, Policy, Table, View } from "../../../core/schema/schema.ts";
import { written } from "../../../core/sql/written-name.ts";
import type { Comparison } from "./compare-expressions.ts";
import { canonicalDefault } from "./default.ts";
import { bare } from "./expression.ts";
import { isWordForRunner, itemOf, replaced, trialName, type Trial } from "./trial.ts";

/** What the server says, by the names of `trialName` and, for views, of the shapes. */
export interface Answers {
  readonly columns: Readonly<Record<string, string>> | null;
  readonly checks: Readonly<Record<string, string>> | null;
  readonly indexes: Readonly<Record<string, IndexAnswer>> | null;
  readonly policies: Readonly<Record<string, PolicyAnswer>> | null;
  readonly views: Readonly<Record<string, Pick<View, "query" | "outputs" | "outputTypes">>> | null;
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

/**
 * Where the shape could not have the table's own name, the answer says the shape's: before a column, as the name that
 * the server gives to a table which a query has twice (`users_1`), or as what a query reads, which has a namespace.
 */
function policyWith(policy: Policy, said: PolicyAnswer, table: Table): Policy {
  const read = [...(table.schema === null ? [] : [table.schema]), table.name].map(written).join(".");
  const ownName = (_: string, nth = "", dot = ""): string =>
    nth === "" && dot === "" ? read : `${written(`${table.name}${nth}`)}${dot}`;
  const inOwnName = (expression: string | null): string | null =>
    expression === null ? null : bare(expression.replaceAll(/"mig table \d+(_\d+)?"(\.)?/gu, ownName));
  const others = policy.roles.filter((role) => !isWordForRunner(role));
  const runners = others.length === policy.roles.length ? [] : said.roles;
  return {
    ...policy,
    using: inOwnName(said.using),
    check: inOwnName(said.check),
    roles: [...new Set([...others, ...runners])].sort(),
  };
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
