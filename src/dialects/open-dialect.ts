import type { Access, Dialect } from "./dialect.ts";

/** The dialect of a name; its code, and later its driver, is loaded only when it is asked for. */
export async function openDialect(name: Dialect["name"]): Promise<Dialect> {
  if (name === "sqlite") return (await import("./sqlite/index.ts")).sqlite;
  return (await import("./postgres/index.ts")).postgres;
}

/** The part of a dialect that opens databases, without the code that knows what is in them. */
export async function openAccess(name: Dialect["name"]): Promise<Access> {
  if (name === "sqlite") return (await import("./sqlite/access.ts")).access;
  return (await import("./postgres/access.ts")).access;
}
