import { formatName } from "../../core/schema/names.ts";
import { namesIn } from "../../core/schema/objects.ts";
import type { Column, EnumType, Named, Role, Schema, Table } from "../../core/schema/schema.ts";
import { optionsOf } from "./column.ts";
import { columnKeys } from "./identifiers.ts";
import { callOf, createSource, data, text, type DialectName } from "./source.ts";
import type { Neighbours } from "./constraint.ts";
import { inOrder, referredSource, tableSource } from "./table.ts";
import { viewSource, type ViewColumn } from "./view.ts";

/** What a module of Drizzle is to say. */
export interface ModuleContent {
  readonly dialect: DialectName;
  /** True where the project has no casing, so that a key that is left alone is the name of its column. */
  readonly keysAreNames: boolean;
  /** What is declared; canonical. */
  readonly schema: Schema;
  /** Enumerated types that columns may be of, where others than the schema declares. */
  readonly enums?: readonly EnumType[];
  /** False for a module of plain JavaScript; true by default. */
  readonly typed?: boolean;
  /** The columns of the views, by their names. */
  readonly viewColumns: ReadonlyMap<string, readonly ViewColumn[]>;
}

/** A structure as the source of a module that declares it with Drizzle. What Drizzle has no words for is left out. */
export function renderModule(content: ModuleContent): string {
  const { dialect, keysAreNames, schema, viewColumns } = content;
  const source = createSource({
    dialect,
    keysAreNames,
    enums: content.enums ?? schema.enums,
    typed: content.typed ?? true,
  });
  const tables = inOrder(schema.tables);
  const order = new Map(tables.map((table, at) => [formatName(table), at]));
  const referred = referredTables(tables);
  const keys = new Map([...tables, ...referred].map((table) => [formatName(table), keysOf(table)]));
  const neighbours: Neighbours = {
    keysOf: (table) => keys.get(table) ?? null,
    isBefore: (table, other) => (order.get(table) ?? -1) < (order.get(other) ?? 0),
  };
  const namespace = (name: string): string => source.of("namespace", { schema: null, name });
  const spaces = new Set(schema.namespaces);
  const others = new Set(
    [...referred, ...namesIn(schema)].flatMap((each) =>
      each.schema === null || spaces.has(each.schema) ? [] : each.schema,
    ),
  );
  const make = (item: Named, plain: string, method: string): string =>
    item.schema === null ? source.use(plain) : `${namespace(item.schema)}.${method}`;
  const declared = (kind: string, item: Named, value: string): string =>
    `export const ${source.of(kind, item)} = ${value};\n`;
  const parts = [
    [...spaces]
      .map((name) =>
        declared("namespace", { schema: null, name }, callOf(source.use("pgSchema"), text(name))),
      )
      .join(""),
    [...others]
      .map((name) => `const ${namespace(name)} = ${callOf(source.use("pgSchema"), text(name))};\n`)
      .join(""),
    ...schema.roles.map((role) =>
      declared(
        "role",
        { schema: null, name: role.name },
        callOf(source.use("pgRole"), text(role.name), data(rightsOf(role))),
      ),
    ),
    ...schema.enums.map((type) =>
      declared(
        "enum",
        type,
        callOf(make(type, "pgEnum", "enum"), text(type.name), `[${type.values.map(text).join(", ")}]`),
      ),
    ),
    ...schema.sequences.map((sequence) =>
      declared(
        "sequence",
        sequence,
        callOf(make(sequence, "pgSequence", "sequence"), text(sequence.name), data(optionsOf(sequence))),
      ),
    ),
    ...referred.map((table) => {
      const value = referredSource(source, table);
      return `// Not exported: it is expected to be there, and never touched.\nconst ${source.of("table", table)} = ${value};\n`;
    }),
    ...tables.map((table) => declared("table", table, tableSource(source, table, neighbours))),
    ...schema.views.map((view) =>
      declared("view", view, viewSource(source, view, viewColumns.get(formatName(view)) ?? [])),
    ),
  ].filter((part) => part !== "");
  return [source.imports().join("\n") + "\n", ...parts].join("\n");
}

/** What a role may do, where that is not usual. */
function rightsOf({ createDb, createRole, inherit }: Role): object {
  return {
    ...(createDb ? { createDb } : {}),
    ...(createRole ? { createRole } : {}),
    ...(inherit ? {} : { inherit }),
  };
}

function keysOf({ columns }: Pick<Table, "columns">): ReadonlyMap<string, string> {
  return columnKeys(columns.map(({ name }) => name));
}

/** Tables that foreign keys point to and that are not declared, with the columns that these know of. */
function referredTables(tables: readonly Table[]): readonly Pick<Table, "schema" | "name" | "columns">[] {
  const declared = new Set(tables.map(formatName));
  const found = new Map<
    string,
    { readonly schema: string | null; readonly name: string; columns: Column[] }
  >();
  for (const table of tables)
    for (const { columns, references } of table.foreignKeys) {
      const target = { schema: references.schema, name: references.table };
      const name = formatName(target);
      if (declared.has(name)) continue;
      const known = found.get(name) ?? { ...target, columns: [] };
      found.set(name, known);
      references.columns.forEach((column, at) => {
        const own = table.columns.find((each) => each.name === columns[at]);
        if (own === undefined || known.columns.some((each) => each.name === column)) return;
        const plain = { default: null, generated: null, identity: null, autoincrement: false, comment: null };
        known.columns.push({ ...own, ...plain, name: column, nullable: true });
      });
    }
  return [...found.values()];
}
