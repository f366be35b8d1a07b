import { extraConfigLost, unreadable, type Origin } from "../core/errors/drizzle.ts";
import type { Library } from "./library.ts";
import { drizzleProperty, entityKindOf } from "./shapes.ts";

/**
 * Look for what Drizzle does not recognise in the second argument of a table. 0.45 drops it without a word, and
 * an index or a check is missing in the database, which is told to `warn`; 1.0 refuses it. Throws extra-config-lost.
 */
export function checkExtraConfig(
  library: Library,
  table: object,
  name: string,
  origin: Origin,
  warn: (text: string) => void,
): void {
  const build = drizzleProperty(table, "ExtraConfigBuilder");
  if (typeof build !== "function") return;
  const columns = drizzleProperty(table, library.dialect === "sqlite" ? "Columns" : "ExtraConfigColumns");
  const given = evaluate(() => (build as (columns: unknown) => unknown)(columns), name, origin);
  if (typeof given !== "object" || given === null) return;
  const entries = Array.isArray(given)
    ? given.flat(1).map((value, place) => [String(place), value] as const)
    : Object.entries(given);
  for (const [place, value] of entries) {
    const nothing = value === undefined || value === null || value === false;
    if (nothing || builders.some((builder) => library.is(value, builder))) continue;
    const lost = extraConfigLost(name, place, describe(value), origin);
    if (library.casesItself) throw lost;
    warn(lost.message);
  }
}

const builders = [
  "IndexBuilder",
  "CheckBuilder",
  "UniqueConstraintBuilder",
  "PrimaryKeyBuilder",
  "ForeignKeyBuilder",
  "PgPolicy",
];

function describe(value: unknown): string {
  const kind = entityKindOf(value);
  if (kind?.endsWith("BuilderOn") === true) return `an index without columns (${kind} lacks its .on())`;
  if (kind?.endsWith("OnConstraintBuilder") === true)
    return `a unique constraint without columns (${kind} lacks its .on())`;
  if (kind !== null) return `a ${kind}`;
  if (Array.isArray(value)) return "an array within an array";
  return typeof value === "object" && value !== null
    ? `an object with ${Object.keys(value).join(", ") || "nothing in it"}`
    : `a ${typeof value}`;
}

function evaluate(work: () => unknown, name: string, origin: Origin): unknown {
  try {
    return work();
  } catch (cause) {
    // The application's function may throw anything.
    throw unreadable(`the extra configuration of table ${name}`, origin, cause);
  }
}
