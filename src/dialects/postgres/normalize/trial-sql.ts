import { mapPolicyText } from "../../../core/schema/expressions.ts";
import { roleWords } from "../../../core/schema/role.ts";
import type { EnumType, Table } from "../../../core/schema/schema.ts";
import { commonSql } from "../../../core/sql/lexical.ts";
import { rewriteTokens } from "../../../core/sql/rewrite.ts";
import { isName, isSymbol, tokensOf } from "../../../core/sql/tokens.ts";
import { says } from "../../../core/sql/written-name.ts";
import { indexBody } from "../ddl/index.ts";
import { policyBody } from "../ddl/policy.ts";
import { quote } from "../identifiers.ts";
import { typeSql } from "./column-type.ts";
import { trialName, type Trial } from "./trial.ts";

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

/** A condition that names its own table with its namespace, in the words that mean the shape. */
function onShape(sql: string, table: Table, shape: string): string {
  const { schema } = table;
  if (schema === null) return sql;
  const name = shape.replace(/^pg_temp\./u, "");
  const tokens = tokensOf(sql, commonSql);
  const isNamespace = (at: number): boolean =>
    says(tokens[at], schema) && isSymbol(tokens[at + 1], ".") && says(tokens[at + 2], table.name);
  return rewriteTokens(sql, tokens, (token, at) => {
    if (isNamespace(at)) return "pg_temp";
    if (!isName(token) || !says(token, table.name)) return null;
    const isOwn = isSymbol(tokens[at - 1], ".") ? isNamespace(at - 2) : isSymbol(tokens[at + 1], ".");
    return isOwn ? name : null;
  });
}
