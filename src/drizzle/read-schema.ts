import { declaredTwice } from "../core/errors/drizzle.ts";
import { formatName } from "../core/schema/names.ts";
import type { Named, Schema, Table } from "../core/schema/schema.ts";
import { collect, type Collected, type DeclaredTable, type SchemaModule } from "./collect.ts";
import { distinctNames } from "./distinct-names.ts";
import { readEnums } from "./enum.ts";
import { loadLibrary, type Casing, type DialectName } from "./library.ts";
import { clip, defaultNames, type Naming } from "./naming.ts";
import { columnName, type Reader } from "./reader.ts";
import { withLinked } from "./policy.ts";
import { existingRoles, readRoles } from "./role.ts";
import { readSequences } from "./sequence.ts";
import { tableNameOf } from "./shapes.ts";
import { readTable } from "./table.ts";
import { readView } from "./view.ts";

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
  readonly kind: "table" | "view" | "enum" | "sequence" | "namespace";
}

export interface ReadSchema {
  /** What the modules export: it is ours. */
  readonly schema: Schema;
  /** What could not be taken over, one sentence a kind. */
  readonly warnings: readonly string[];
  readonly unmanaged: readonly Unmanaged[];
  /** Names of roles that the modules say exist already. */
  readonly existingRoles: readonly string[];
  /** The unmanaged tables as far as the modules know them: columns and keys. */
  readonly expected: readonly Table[];
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
  const said: string[] = [];
  const warn = (text: string): void => void said.push(text);
  const found = collect(library, modules, warn);
  const naming = options.naming ?? (library.casesItself ? "drizzle-v1" : "drizzle");
  const bare = {
    library,
    casing,
    defaults: defaultNames(naming, dialect),
    tableNames: new Set<string>(),
    columnsOf: new Map<string, Set<string>>(),
    warn,
  };
  const reader: Reader = bare;
  for (const { config } of [...found.tables, ...found.expected]) {
    bare.tableNames.add(config.name);
    bare.columnsOf.set(
      formatName({ schema: config.schema ?? null, name: config.name }),
      new Set(config.columns.map((column) => columnName(reader, column))),
    );
  }

  refuseDoubles(found);
  const foreign = ({ schema }: { readonly schema: string | null }): boolean =>
    schema !== null && found.namespaces.get(schema) === true;
  // The type of a column belongs to it, unless it lies in a namespace of which nothing is exported.
  const foreignEnum = ({ schema }: { readonly schema: string | null }): boolean =>
    schema !== null && found.namespaces.get(schema) !== false;
  const enums = readEnums(reader, found.enums);
  const expected = found.expected.map((table) => readExpected(reader, table));
  const { tables, linkedPolicies } = withLinked(
    library,
    distinctNames(found.tables.map((table) => readTable(reader, table))),
    found.linkedPolicies,
  );
  const views = found.views.map((view) => readView(reader, view)).filter((view) => view !== null);
  const existing = [...found.views.map(({ config }) => config), ...found.expectedViews]
    .filter((config) => config.query === undefined || found.expectedViews.includes(config))
    .map((config) => ({ schema: config.schema ?? null, name: config.name }));
  return {
    schema: {
      namespaces: [...found.namespaces].flatMap(([name, exists]) => (exists ? [] : [clip(name, dialect)])),
      enums: enums.filter((type) => !foreignEnum(type)),
      roles: readRoles(found.roles),
      sequences: readSequences(found.sequences).filter((sequence) => !foreign(sequence)),
      tables: tables.filter((table) => !foreign(table)),
      linkedPolicies,
      views: views.filter((view) => !foreign(view)),
    },
    warnings: [...said, ...warnings(options, library.casesItself)],
    unmanaged: [
      ...[...found.namespaces].flatMap(([name, exists]): Unmanaged[] =>
        exists ? [{ kind: "namespace", schema: null, name }] : [],
      ),
      ...enums.filter(foreignEnum).map(({ schema, name }): Unmanaged => ({ kind: "enum", schema, name })),
      ...[...tables.filter(foreign), ...expected].map(({ schema, name }): Unmanaged => ({
        kind: "table",
        schema,
        name,
      })),
      ...[...views.filter(foreign), ...existing].map(({ schema, name }): Unmanaged => ({
        kind: "view",
        schema,
        name,
      })),
    ],
    existingRoles: existingRoles(found.roles),
    expected: [...tables.filter(foreign), ...expected],
  };
}

/** A table that is only referred to: what the rest of it is made of is not ours to read. */
function readExpected(shared: Reader, { entity, config, origin }: DeclaredTable): Table {
  return readTable(shared, {
    entity,
    origin,
    config: { ...config, foreignKeys: [], checks: [], indexes: [], policies: [] },
  });
}

/** Tables and views share one space of names. */
function refuseDoubles({ tables, views }: Collected): void {
  const seen = new Map<string, DeclaredTable["origin"]>();
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
    if (before !== undefined) throw declaredTwice({ kind, name, first: before, second: origin });
    seen.set(name, origin);
  }
}

function warnings({ casing }: ReadOptions, casesItself: boolean): string[] {
  if (casing === null || !casesItself) return [];
  const instead = casing === "snake_case" ? "snakeCase" : "camelCase";
  return [`The setting casing has no effect with this version of Drizzle: use ${instead}.table(...).`];
}
