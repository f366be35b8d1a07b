import { attempted } from "../../../core/thrown.ts";
import type { QueryClient } from "./query-client.ts";

type Query = QueryClient["query"];

/**
 * Asks a client of the `pg` family one thing after the other, in the order of the calls: it warns where it is
 * asked while it has not answered yet, and from its version 9 on it keeps no queue of its own.
 */
export function inTurn(client: QueryClient): Query {
  let answered: Promise<unknown> = Promise.resolve();
  return (query, ...rest) => {
    // A cursor or a stream is given back itself, and says itself when it is through.
    if (isSubmitted(query)) return client.query(query, ...rest);
    const answer = answered.then(() => client.query(query, ...rest));
    answered = attempted(answer);
    return answer;
  };
}

function isSubmitted(query: unknown): boolean {
  return typeof query === "object" && query !== null && "submit" in query;
}
