import { unknownDatabase } from "../core/errors/bundle.ts";
import type { DatabaseConfig } from "./config.ts";

/** The dialect and the driver's client of an application's own Drizzle database. */
export function applicationDatabase(db: unknown): Pick<DatabaseConfig, "dialect" | "client"> {
  if (typeof db !== "object" || db === null) throw unknownDatabase({ why: "it is no Drizzle database" });
  const { dialect, $client: client } = db as { readonly dialect?: unknown; readonly $client?: unknown };
  const kinds = entityKinds(dialect);
  const name = kinds.some((kind) => kind.startsWith("Pg"))
    ? "postgresql"
    : kinds.some((kind) => kind.startsWith("SQLite"))
      ? "sqlite"
      : null;
  if (name === null)
    throw unknownDatabase({ why: "it is a Drizzle database neither of PostgreSQL nor of SQLite" });
  if (client === undefined || client === null)
    throw unknownDatabase({ why: "it has no $client: its driver is not known, or it is a transaction" });
  return { dialect: name, client };
}

const entityKind = Symbol.for("drizzle:entityKind");

/** What Drizzle calls the classes of a value: several copies and versions of it agree on these words. */
function entityKinds(value: unknown): readonly string[] {
  const kinds: string[] = [];
  for (
    let type: unknown = (value as object | undefined)?.constructor;
    typeof type === "function";
    type = Object.getPrototypeOf(type)
  ) {
    const kind = (type as unknown as Record<symbol, unknown>)[entityKind];
    if (typeof kind === "string") kinds.push(kind);
  }
  return kinds;
}
