import type { Dialect } from "./dialect.ts";

/** The dialect of a name; its code, and later its driver, is loaded only when it is asked for. */
export async function openDialect(name: Dialect["name"]): Promise<Dialect> {
  if (name === "sqlite") return (await import("./sqlite/index.ts")).sqlite;
  return (await import("./postgres/index.ts")).postgres;
}
