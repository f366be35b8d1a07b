import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { ormMissing } from "../core/errors/drizzle.ts";
import { drizzleProperty, tableNameOf, type SqlShape, type TableShape, type ViewShape } from "./shapes.ts";

export type DialectName = "postgresql" | "sqlite";
export type Casing = "snake_case" | "camelCase" | null;

/** The user's own copy of Drizzle, reduced to what the reader asks of it. */
export interface Library {
  readonly dialect: DialectName;
  /** True for the 1.0 line: names are cased when a table is made, arrays are dimensions of a column. */
  readonly casesItself: boolean;
  /** Whether a value is of a class of the dialect's module, e.g. `PgTable`; false where there is no such class. */
  is(value: unknown, className: string): boolean;
  /** Whether a value is of a class of the package's root, e.g. `SQL`. */
  isCore(value: unknown, className: string): boolean;
  /** A name as `casing` makes it of a key. */
  convert(key: string, casing: Casing): string;
  /** Whether a table is one that Drizzle declares for a provider of databases, who makes it. */
  isProvided(table: object): boolean;
  tableConfig(table: object): TableShape;
  viewConfig(view: object): ViewShape;
  sql: SqlMaker;
  /** The text of a fragment; `bare`: columns without their table. */
  print(fragment: SqlShape, bare: boolean): string;
}

/** Drizzle's `sql`, as far as it makes fragments from data. */
interface SqlMaker {
  raw(text: string): SqlShape;
  join(chunks: readonly unknown[]): SqlShape;
}

type Class = abstract new (...args: never) => unknown;
type Module = Readonly<Record<string, unknown>>;
interface Printer {
  sqlToQuery(fragment: SqlShape, source?: "indexes"): { readonly sql: string };
}

/**
 * The Drizzle that the schema files see: resolved from the first of them, else ours. Which generation it is
 * is asked of its features, never of its version.
 */
export async function loadLibrary(
  files: readonly string[],
  dialect: DialectName,
  casing: Casing,
): Promise<Library> {
  const load = (part: string): Promise<Module> => importFor(files, part);
  const root = await load("drizzle-orm");
  const core = await load(dialect === "postgresql" ? "drizzle-orm/pg-core" : "drizzle-orm/sqlite-core");
  const caser = await load("drizzle-orm/casing");

  const is = root["is"] as (value: unknown, type: Class) => boolean;
  const within =
    (module: Module) =>
    (value: unknown, className: string): boolean => {
      const type = module[className];
      return typeof type === "function" && is(value, type as Class);
    };
  const provided = dialect === "postgresql" ? await providedTables(files, within(core)) : new Set<string>();
  const call = (name: string, argument: object): unknown =>
    (core[name] as (argument: object) => unknown)(argument);
  const casesItself = "snakeCase" in core;
  const PrinterClass = (core["PgDialect"] ?? core["SQLiteSyncDialect"] ?? core["SQLiteDialect"]) as new (
    config?: object,
  ) => Printer;
  const printer = casesItself || casing === null ? new PrinterClass() : new PrinterClass({ casing });
  const convert = { snake_case: caser["toSnakeCase"], camelCase: caser["toCamelCase"] } as Record<
    NonNullable<Casing>,
    (key: string) => string
  >;

  return {
    dialect,
    casesItself,
    is: within(core),
    isCore: within(root),
    convert: (key, wanted) => (wanted === null ? key : convert[wanted](key)),
    isProvided: (table) => provided.has(shapeOf(table)),
    tableConfig: (table) => call("getTableConfig", table) as TableShape,
    viewConfig: (view) =>
      call(
        within(core)(view, "PgMaterializedView") ? "getMaterializedViewConfig" : "getViewConfig",
        view,
      ) as ViewShape,
    sql: root["sql"] as SqlMaker,
    print: (fragment, bare) => printer.sqlToQuery(fragment, bare ? "indexes" : undefined).sql,
  };
}

/** By their names and columns, since a program may hold several copies of Drizzle. */
async function providedTables(
  files: readonly string[],
  is: (value: unknown, className: string) => boolean,
): Promise<ReadonlySet<string>> {
  const modules = ["drizzle-orm/supabase", "drizzle-orm/neon"].map((part) =>
    // A Drizzle without the module declares no such tables.
    importFor(files, part).catch((): Module => ({})),
  );
  const values = (await Promise.all(modules)).flatMap((module) => Object.values(module));
  return new Set(values.flatMap((value) => (is(value, "PgTable") ? [shapeOf(value as object)] : [])));
}

function shapeOf(table: object): string {
  const columns = drizzleProperty(table, "Columns");
  return JSON.stringify([tableNameOf(table), Object.keys(columns as object).sort()]);
}

async function importFor(files: readonly string[], part: string): Promise<Module> {
  const causes: unknown[] = [];
  for (const from of [...files.slice(0, 1).map((file) => pathToFileURL(file).href), import.meta.url]) {
    try {
      return (await import(pathToFileURL(resolveModule(createRequire(from), part)).href)) as Module;
    } catch (cause) {
      // They are told together where no place has it.
      causes.push(cause);
    }
  }
  throw ormMissing(part, causes[0]);
}

/** The ES module next to what `require` finds: the copy that the schema files loaded already. */
function resolveModule(require: NodeJS.Require, part: string): string {
  const found = require.resolve(part);
  const esm = found.replace(/\.cjs$/u, ".js");
  return existsSync(esm) ? esm : found;
}
