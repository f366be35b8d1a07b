import { unsupportedOperation } from "../../../core/errors/database.ts";
import { statementsOf } from "../../../core/sql/statements.ts";
import { firstTokens, isSymbol, isWord } from "../../../core/sql/tokens.ts";
import { statement, type Statement } from "../../dialect.ts";
import { lexical } from "../lexical.ts";
import { readOutside } from "../outside.ts";
import { dropInvalid } from "./index.ts";
import type { CompilersOf } from "./part.ts";
import { saidInSql, type Sql } from "../../sql.ts";

/** SQL of the user's own, alone or as an operation. */
export const custom: CompilersOf<"execute" | "custom"> = {
  execute: (sql) => () => statementsOf(sql, lexical).flatMap((part) => ownStatements(part.sql)),

  custom: (definition, args) => () => {
    const make = definition.sql.postgresql;
    if (make === undefined) {
      throw unsupportedOperation(
        `SQL for the operation ${definition.name}`,
        "postgresql",
        "Give the operation's definition a `sql.postgresql`.",
      );
    }
    return [make(args as never)]
      .flat()
      .flatMap((sql) => statementsOf(sql, lexical).flatMap((part) => ownStatements(part.sql)));
  },
};

function ownStatements(sql: string): readonly (Sql | Statement)[] {
  const own = statement(saidInSql(sql), { transactional: !refusesTransaction(sql) });
  const index = readOutside(sql);
  return index.kind === "createIndexIfMissing" ? [dropInvalid(index), own] : [own];
}

/** Whether the server refuses a statement inside a transaction. */
function refusesTransaction(sql: string): boolean {
  const [verb] = firstTokens(sql, lexical, 1);
  if (!isWord(verb, "CREATE", "DROP", "REINDEX", "ALTER", "VACUUM")) return false;
  // What decides stands before the first list of columns or rows.
  const tokens = firstTokens(sql, lexical, 40);
  const [, second, third] = tokens;
  if (isWord(verb, "VACUUM")) return true;
  const concurrently = tokens.some((token) => isWord(token, "CONCURRENTLY"));
  if (isWord(verb, "ALTER"))
    return isWord(second, "SYSTEM") || (concurrently && tokens.some((token) => isWord(token, "DETACH")));
  if (isWord(verb, "REINDEX")) {
    const object = isSymbol(second, "(")
      ? tokens[tokens.findIndex((token) => isSymbol(token, ")")) + 1]
      : second;
    return concurrently || isWord(object, "DATABASE", "SYSTEM");
  }
  if (isWord(second, "DATABASE", "TABLESPACE", "SUBSCRIPTION")) return true;
  const index = isWord(second, "UNIQUE") ? 2 : 1;
  return isWord(tokens[index], "INDEX") && isWord(index === 2 ? tokens[3] : third, "CONCURRENTLY");
}
