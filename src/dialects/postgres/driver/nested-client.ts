import { transactionVerb } from "../../../core/sql/effects.ts";
import { lexical } from "../lexical.ts";
import type { QueryClient } from "./query-client.ts";
import type { DriverSession } from "./session.ts";

/**
 * The client that Drizzle gets: the step's own session, which is asked by `ask`, in which a transaction is a
 * savepoint, since the step's own is open around it.
 */
export function nestedClient(
  client: QueryClient,
  ask: QueryClient["query"],
  session: DriverSession,
): QueryClient {
  let depth = 0;
  /** The one that is open was begun here, since none was open around it. */
  let isOutermost = false;
  const inside = (word: "BEGIN" | "COMMIT" | "ROLLBACK"): string => {
    if (!session.inTransaction || (isOutermost && word !== "BEGIN" && depth === 0)) {
      isOutermost = word === "BEGIN";
      session.inTransaction = isOutermost;
      return word;
    }
    if (word === "BEGIN") return `SAVEPOINT mig_nested_${++depth}`;
    return `${word === "COMMIT" ? "RELEASE" : "ROLLBACK TO"} SAVEPOINT mig_nested_${depth--}`;
  };
  const nested: QueryClient = new Proxy(client, {
    get(target, key) {
      if (key === "query") return query;
      if (key === "transaction") return transaction;
      const value: unknown = Reflect.get(target, key);
      // The classes keep private fields, which only they themselves can reach.
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  const query: QueryClient["query"] = (first, ...rest) => {
    const verb = transactionVerb(textOf(first), lexical);
    return verb === null ? ask(first, ...rest) : ask(inside(verb));
  };
  /** PGlite's own way of a transaction. */
  const transaction = async (work: (client: QueryClient) => Promise<unknown>): Promise<unknown> => {
    await query("BEGIN");
    let result: unknown;
    try {
      result = await work(nested);
    } catch (error) {
      await query("ROLLBACK");
      throw error;
    }
    await query("COMMIT");
    return result;
  };
  return nested;
}

function textOf(query: unknown): string {
  if (typeof query === "string") return query;
  return typeof query === "object" && query !== null && "text" in query ? String(query.text) : "";
}
