import type { Lexical } from "../sql/lexical.ts";
import { statementsOf } from "../sql/statements.ts";
import { firstTokens, isWord } from "../sql/tokens.ts";
import type { Operation } from "./operations.ts";
import { seesData } from "./subject.ts";

/**
 * Whether an operation makes or changes objects and nothing else, so that it can be done again from the revisions alone.
 * What is temporary belongs to the session, of which the next step must see nothing.
 */
export function isPlainStructure(operation: Operation, lexical: Lexical): boolean {
  if (addsLabel(operation, lexical)) return false;
  if (operation.kind !== "execute") return !seesData(operation);
  return statementsOf(operation.args[0], lexical).every(({ sql }) => {
    const [verb, ...others] = firstTokens(sql, lexical, 4);
    const isPlain = isWord(verb, "CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE");
    return isPlain && !others.some((token) => isWord(token, "TEMP", "TEMPORARY"));
  });
}

/** Whether an operation may give an enumerated type a label, which PostgreSQL lets nobody use before it is committed. */
export function addsLabel(operation: Operation, lexical: Lexical): boolean {
  if (operation.kind !== "execute") return operation.kind === "addEnumValue";
  return statementsOf(operation.args[0], lexical).some(({ sql }) => {
    const [verb, object] = firstTokens(sql, lexical, 2);
    return isWord(verb, "ALTER") && isWord(object, "TYPE");
  });
}
