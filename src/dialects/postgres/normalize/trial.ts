import type { Check, Column, Index, Policy, Table } from "../../../core/schema/schema.ts";
import { roleWords } from "../../../core/schema/role.ts";

/** An expression of a wanted table whose words in the server's own spelling are asked for. */
export type Trial = { readonly table: Table } & (
  | { readonly kind: "default" | "generated"; readonly column: Column; readonly expression: string | null }
  | { readonly kind: "check"; readonly check: Check }
  | { readonly kind: "index"; readonly index: Index }
  | { readonly kind: "policy"; readonly policy: Policy }
);

/** All expressions of a table that the server may say in other words. */
export function trialsOfTable(table: Table): readonly Trial[] {
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

/** What the expression of a trial belongs to. */
export function itemOf(trial: Trial): Column | Check | Index | Policy {
  if (trial.kind === "check") return trial.check;
  if (trial.kind === "policy") return trial.policy;
  return trial.kind === "index" ? trial.index : trial.column;
}

/** The table with other words for its expressions. */
export function replaced(table: Table, change: (trial: Trial) => Trial): Table {
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

/** What the server calls a trial while it is tried. */
export function trialName(number: number): string {
  return `mig normalize ${number}`;
}

/** Whether a role is a word for whoever runs a statement. */
export function isWordForRunner(role: string): boolean {
  return role !== "public" && roleWords.includes(role);
}
