import { unsupportedOperation } from "../../../core/errors/database.ts";
import { afterComments } from "../../../core/schema/tokens.ts";
import { statement, type Statement } from "../../dialect.ts";
import { split } from "../split.ts";
import type { Part } from "./part.ts";

/** SQL of the user's own, alone or as an operation. */
export const custom: Part<"execute" | "custom"> = {
  execute: (sql) => () => split(sql).map((part) => ownStatement(part.sql)),

  custom: (definition, args) => () => {
    const make = definition.sql.postgresql;
    if (make === undefined) {
      throw unsupportedOperation(
        `SQL for the operation ${definition.name}`,
        "postgresql",
        "Give the operation's definition a `sql.postgresql`.",
      );
    }
    return [make(args as never)].flat().flatMap((sql) => split(sql).map((part) => ownStatement(part.sql)));
  },
};

const outsideTransactions =
  /^(?:(?:create\s+(?:unique\s+)?index|drop\s+index|reindex\b[\s\S]*?)\s+concurrently\b|alter\s+table\b[\s\S]*\bdetach\s+partition\b[\s\S]*\bconcurrently\b|vacuum\b|(?:create|drop)\s+(?:database|tablespace|subscription)\b|alter\s+system\b|reindex\s+(?:\([^)]*\)\s*)?(?:database|system)\b)/iu;

function ownStatement(sql: string): Statement {
  return statement(sql, { transactional: !outsideTransactions.test(afterComments(sql)) });
}
