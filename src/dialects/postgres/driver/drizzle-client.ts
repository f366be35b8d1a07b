import type { DriverSession } from "./session.ts";

/** The parts of the driver's client that Drizzle uses. */
interface Client {
  readonly options: { readonly parsers: object; readonly serializers: object };
  unsafe(sql: string): PromiseLike<unknown>;
}

type Work = (client: unknown) => Promise<unknown>;

/**
 * The client that Drizzle gets: our one session, so that it sees the step's own transaction. A transaction
 * inside that one is a savepoint.
 */
export function drizzleClient(reserved: object, client: unknown, session: DriverSession): object {
  if ("begin" in reserved) return reserved;
  const { options } = client as Client;
  let depth = 0;
  const nested = async (work: Work): Promise<unknown> => {
    const savepoint = session.inTransaction ? `mig_nested_${++depth}` : null;
    const run = (inside: string, outside: string): Promise<unknown> =>
      session.send(savepoint === null ? outside : `${inside} ${savepoint}`);
    await run("SAVEPOINT", "BEGIN");
    const outermost = !session.inTransaction;
    session.inTransaction = true;
    try {
      const result = await work(reserved);
      await run("RELEASE SAVEPOINT", "COMMIT");
      return result;
    } catch (error) {
      await run("ROLLBACK TO SAVEPOINT", "ROLLBACK");
      throw error;
    } finally {
      if (outermost) session.inTransaction = false;
      else depth -= 1;
    }
  };
  /** With or without options, or a name, before the work. */
  const begin = (first: Work | string, second?: Work): Promise<unknown> =>
    nested(typeof first === "string" ? (second ?? (async () => undefined)) : first);
  return Object.assign(reserved, {
    // Drizzle changes how the client reads values; ours must not change for everyone else.
    options: { ...options, parsers: { ...options.parsers }, serializers: { ...options.serializers } },
    begin,
    savepoint: begin,
  });
}
