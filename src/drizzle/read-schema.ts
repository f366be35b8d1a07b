import { builderShared, columnTwice, declaredTwice } from "../core/errors/drizzle.ts";
import { formatName } from "../core/schema/names.ts";
import type { EnumType, Named, Schema, Table } from "../core/schema/schema.ts";
import { collect, type Collected, type FoundTable, type SchemaModule } from "./collect.ts";
import { enumName, readColumn } from "./columns.ts";
import { readChecks, readForeignKeys, readPrimaryKey, readUniques } from "./constraints.ts";
import { distinctNames } from "./distinct-names.ts";
import { readIndexes, uniqueIndex } from "./indexes.ts";
import { loadLibrary, type Casing, type DialectName } from "./library.ts";
import { clip, defaultNames, type Naming } from "./naming.ts";
import { columnName, type Reader, type TableReader } from "./reader.ts";
import { drizzleProperty, tableNameOf, type ColumnShape } from "./shapes.ts";
import { readView, storageOf } from "./views.ts";

export type { SchemaModule } from "./collect.ts";

export interface ReadOptions {
  readonly dialect: DialectName;
  /** As `drizzle({ casing })` has it on 0.45; 1.0 has none. */
  readonly casing: Casing;
  /** Whose default names new objects get; by default those of the installed Drizzle. */
  readonly naming?: Naming;
}

/** A thing that the modules say exists already: it is never created, changed or dropped. */
interface Unmanaged extends Named {
  readonly kind: "table" | "view" | "enum" | "namespace";
}

export interface ReadSchema {
  readonly schema: Schema;
  /** What could not be taken over, one sentence a kind. */
  readonly warnings: readonly string[];
  readonly unmanaged: readonly Unmanaged[];
}

/** The structure that the user's Drizzle modules declare. */
export async function readSchema(
  modules: readonly SchemaModule[],
  options: ReadOptions,
): Promise<ReadSchema> {
  const { dialect, casing } = options;
  const library = await loadLibrary(
    modules.map((module) => module.path),
    dialect,
    casing,
  );
  const found = collect(library, modules);
  const naming = options.naming ?? (library.casesItself ? "drizzle-v1" : "drizzle");
  const bare = {
    library,
    casing,
    defaults: defaultNames(naming, dialect),
    tableNames: new Set<string>(),
    columnsOf: new Map<string, Set<string>>(),
  };
  const reader: Reader = bare;
  for (const { config } of found.tables) {
    bare.tableNames.add(config.name);
    bare.columnsOf.set(
      formatName({ schema: config.schema ?? null, name: config.name }),
      new Set(config.columns.map((column) => columnName(reader, column))),
    );
  }

  refuseDoubles(found);
  const foreign = ({ schema }: { readonly schema: string | null }): boolean =>
    schema !== null && found.namespaces.get(schema) === true;
  const enums = readEnums(reader, found);
  const tables = distinctNames(found.tables.map((table) => readTable(reader, table)));
  const views = found.views.map((view) => readView(reader, view)).filter((view) => view !== null);
  const existing = found.views
    .filter((view) => view.config.query === undefined)
    .map(({ config }) => ({ schema: config.schema ?? null, name: config.name }));
  return {
    schema: {
      namespaces: [...found.namespaces].flatMap(([name, exists]) => (exists ? [] : [clip(name, dialect)])),
      enums: enums.filter((type) => !foreign(type)),
      tables: tables.filter((table) => !foreign(table)),
      views: views.filter((view) => !foreign(view)),
    },
    warnings: warnings(found, options, library.casesItself),
    unmanaged: [
      ...[...found.namespaces].flatMap(([name, exists]): Unmanaged[] =>
        exists ? [{ kind: "namespace", schema: null, name }] : [],
      ),
      ...enums.filter(foreign).map(({ schema, name }): Unmanaged => ({ kind: "enum", schema, name })),
      ...tables.filter(foreign).map(({ schema, name }): Unmanaged => ({ kind: "table", schema, name })),
      ...[...views.filter(foreign), ...existing].map(({ schema, name }): Unmanaged => ({
        kind: "view",
        schema,
        name,
      })),
    ],
  };
}

function readTable(shared: Reader, { entity, config, origin }: FoundTable): Table {
  const name = { schema: config.schema ?? null, name: config.name };
  const table = formatName(name);
  const reader: TableReader = {
    ...shared,
    config,
    table,
    origin,
    columnNames: shared.columnsOf.get(table) ?? new Set(),
  };
  checkColumns(reader, drizzleProperty(entity, "Columns") as Readonly<Record<string, ColumnShape>>);
  const primaryKey = readPrimaryKey(reader);
  const isKey = (column: string): boolean =>
    shared.library.dialect === "postgresql" && primaryKey?.columns.includes(column) === true;
  const uniques = readUniques(reader);
  // Drizzle 0.45 means an index of this name by a unique constraint on SQLite; 1.0 means a constraint.
  const indexed =
    shared.library.dialect === "sqlite" && !shared.library.casesItself
      ? uniques.filter((unique) => unique.name !== null)
      : [];
  return {
    schema: name.schema,
    name: clip(name.name, shared.library.dialect),
    columns: config.columns.map((each) => {
      const column = readColumn(reader, each);
      return isKey(column.name) ? { ...column, nullable: false } : column;
    }),
    primaryKey,
    uniques: uniques.filter((unique) => !indexed.includes(unique)),
    checks: readChecks(reader),
    foreignKeys: readForeignKeys(reader),
    indexes: [...readIndexes(reader), ...indexed.map(uniqueIndex)],
    triggers: [],
    strict: false,
    withoutRowid: false,
    comment: null,
  };
}

/** Names that Drizzle gets wrong without a word: taken from another key, or given twice. */
function checkColumns(reader: TableReader, columns: Readonly<Record<string, ColumnShape>>): void {
  const { library, table, origin } = reader;
  const seen = new Map<string, string>();
  for (const [key, column] of Object.entries(columns)) {
    const spellings = library.casesItself
      ? [key, library.convert(key, "snake_case"), library.convert(key, "camelCase")]
      : [key];
    if (column.keyAsName && !spellings.includes(column.name))
      throw builderShared(table, key, column.name, origin);
    const name = columnName(reader, column);
    // SQLite takes no notice of case in names.
    const same = library.dialect === "sqlite" ? name.toLowerCase() : name;
    const before = seen.get(same);
    if (before !== undefined) throw columnTwice(table, name, [before, key], origin);
    seen.set(same, key);
  }
}

function readEnums(reader: Reader, { enums }: Collected): EnumType[] {
  const read = new Map<
    string,
    { readonly type: EnumType; readonly origin: Collected["enums"][number]["origin"] }
  >();
  for (const { entity, origin } of enums) {
    const type = { ...enumName(reader, entity), values: [...entity.enumValues] };
    const name = formatName(type);
    const before = read.get(name);
    // The same type said twice is one type: a module may be loaded under two paths.
    if (before !== undefined && before.type.values.join("\0") !== type.values.join("\0"))
      throw declaredTwice("enum", name, before.origin, origin);
    if (before === undefined) read.set(name, { type, origin });
  }
  return [...read.values()].map(({ type }) => type);
}

/** Tables and views share one space of names. */
function refuseDoubles({ tables, views }: Collected): void {
  const seen = new Map<string, FoundTable["origin"]>();
  const named = [
    ...tables.map(({ entity, origin }) => ({ kind: "table", name: formatName(tableNameOf(entity)), origin })),
    ...views.map(({ config, origin }) => ({
      kind: "view",
      name: formatName({ schema: config.schema ?? null, name: config.name }),
      origin,
    })),
  ];
  for (const { kind, name, origin } of named) {
    const before = seen.get(name);
    if (before !== undefined) throw declaredTwice(kind, name, before, origin);
    seen.set(name, origin);
  }
}

function warnings(found: Collected, { casing }: ReadOptions, casesItself: boolean): string[] {
  const storage = found.views.flatMap(({ config }) =>
    storageOf(config).map((option) => `${config.name} (${option})`),
  );
  const left = [
    ...found.leftovers,
    ...(storage.length === 0 ? [] : [["storage options of materialized views", storage] as const]),
  ];
  return [
    ...left.map(
      ([kind, names]) =>
        `Not managed: ${kind} (${names.join(", ")}). Write them in a revision with op.execute.`,
    ),
    ...found.unexported.map(
      ({ entity, origin }) =>
        `Table ${formatName(tableNameOf(entity))} is exported by no schema file but referred to in ${origin.path}: it is included.`,
    ),
    ...(casing !== null && casesItself
      ? [
          `The setting casing has no effect with this version of Drizzle: use ${casing === "snake_case" ? "snakeCase" : "camelCase"}.table(...).`,
        ]
      : []),
  ];
}
