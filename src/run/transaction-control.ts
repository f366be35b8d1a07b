import { transactionControl } from "../core/errors/run.ts";

/** Comments and blanks, then a statement that begins or ends a transaction; savepoints are free. */
const control =
  /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|;)*(begin|commit|end|abort|start\s+transaction|prepare\s+transaction|rollback)\b(?!\s+(?:transaction\s+|work\s+)?to\b)/iu;

/**
 * Refuse a statement that would end the step's own transaction: what came before it would be kept although
 * the step may still fail.
 */
export function refuseTransactionControl(sql: string): void {
  const word = control.exec(sql)?.[1];
  if (word !== undefined) throw transactionControl(word.toUpperCase().replaceAll(/\s+/gu, " "), sql);
}
