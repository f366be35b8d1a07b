import { compareText } from "../../core/collections.ts";
import type { EnumType } from "../../core/schema/schema.ts";
import { flatLiteral, lineWidth, literal } from "../literal.ts";
import { createIdentifiers, type Identifiers } from "./identifiers.ts";

/** The database that a module of Drizzle is for. */
export type DialectName = "postgresql" | "sqlite";

/** What the declarations of one module share. */
export interface Source extends Identifiers {
  readonly dialect: DialectName;
  /** True where a key that is left alone is the name of its column. */
  readonly keysAreNames: boolean;
  readonly enums: readonly EnumType[];
  /** False: it is plain JavaScript. */
  readonly typed: boolean;
  /** A function of the dialect's module of Drizzle, which is imported then. */
  use(name: string): string;
  /** The same for what is a type alone. */
  useType(name: string): string;
  /** A fragment of SQL. */
  sql(fragment: string): string;
  /** What was imported, as statements. */
  imports(): readonly string[];
}

/** Start a module in which nothing is declared yet. */
export function createSource(options: Pick<Source, "dialect" | "keysAreNames" | "enums" | "typed">): Source {
  const core = `drizzle-orm/${options.dialect === "postgresql" ? "pg" : "sqlite"}-core`;
  const used = new Set<string>();
  let usesSql = false;
  return {
    ...options,
    ...createIdentifiers(builders),
    use(name) {
      used.add(name);
      return name;
    },
    useType(name) {
      used.add(`type ${name}`);
      return name;
    },
    sql(fragment) {
      usesSql = true;
      return `sql${template(fragment)}`;
    },
    imports: () => [
      ...(usesSql ? ['import { sql } from "drizzle-orm";'] : []),
      ...(used.size === 0 ? [] : [importOf([...used].sort(byName), core)]),
    ],
  };
}

/** A call: `varchar("name", { length: 10 })`; arguments that are null are left out. */
export function callOf(callee: string, ...args: readonly (string | null)[]): string {
  return `${callee}(${args.filter((each) => each !== null).join(", ")})`;
}

/** Plain data on one line; null where there is nothing in it. */
export function data(value: object): string | null {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined && each !== null);
  return entries.length === 0 ? null : (flatLiteral(Object.fromEntries(entries)) ?? literal(value));
}

/** A text as it is written in the source. */
export function text(value: string): string {
  return literal(value);
}

/** An expression that reads a property by its name. */
export function member(owner: string, key: string): string {
  return isPlain(key) ? `${owner}.${key}` : `${owner}[${text(key)}]`;
}

/** The key of a property. */
export function property(key: string): string {
  return isPlain(key) ? key : text(key);
}

function isPlain(key: string): boolean {
  return /^[A-Za-z_$][\w$]*$/u.test(key);
}

function importOf(names: readonly string[], module: string): string {
  const line = `import { ${names.join(", ")} } from "${module}";`;
  if (line.length <= lineWidth) return line;
  return `import {\n${names.map((name) => `  ${name},\n`).join("")}} from "${module}";`;
}

function template(value: string): string {
  return `\`${value
    .replaceAll("\\", "\\\\")
    .replaceAll("`", "\\`")
    .replaceAll("${", "\\${")
    .replaceAll("\r", String.raw`\r`)}\``;
}

function byName(a: string, b: string): number {
  return compareText(a.replace(/^type /u, ""), b.replace(/^type /u, ""));
}

/** What is imported, so that nothing of the database is called so. */
const builders: readonly string[] = (
  "sql table AnyPgColumn AnySQLiteColumn bigint bigserial bit blob boolean char check cidr customType date doublePrecision " +
  "foreignKey halfvec index inet integer interval json jsonb line macaddr macaddr8 numeric pgEnum pgMaterializedView " +
  "pgPolicy pgRole pgSchema pgSequence pgTable pgView point primaryKey real serial smallint smallserial sparsevec sqliteTable " +
  "sqliteView text time timestamp unique uniqueIndex uuid varchar vector"
).split(" ");
