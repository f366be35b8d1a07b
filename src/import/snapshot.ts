import { formatName } from "../core/schema/names.ts";
import type { Schema } from "../core/schema/schema.ts";

/** What a snapshot of drizzle-kit says there is: enough to tell whether a history results in it. */
export interface SnapshotShape {
  /** The names of columns by table. Tables are keys as core/schema/names.ts formats them. */
  readonly tables: ReadonlyMap<string, ReadonlySet<string>>;
  /** The labels of each enumerated type. */
  readonly enums: ReadonlyMap<string, readonly string[]>;
}

/** Read a snapshot of 0.x (`tables`, `enums`) or of 1.0 (`ddl`, a list of entities); null when it says nothing of either. */
export function shapeOf(snapshot: object): SnapshotShape | null {
  const { tables, enums, ddl } = snapshot as Readonly<Record<string, unknown>>;
  if (Array.isArray(ddl)) return ofEntities(ddl as readonly Entity[]);
  if (typeof tables !== "object" || tables === null) return null;
  const entities = Object.values(tables as Readonly<Record<string, OldTable>>).flatMap(
    ({ name, schema = null, columns }): readonly Entity[] => [
      { entityType: "tables", name, schema },
      ...Object.values(columns ?? {}).map((column) => ({
        entityType: "columns",
        table: name,
        schema,
        name: column.name,
      })),
    ],
  );
  const types = Object.values((enums ?? {}) as Readonly<Record<string, Entity>>);
  return ofEntities([...entities, ...types.map((each) => ({ ...each, entityType: "enums" }))]);
}

/** What the snapshot has and the structure lacks, in words. */
export function lackingIn(schema: Schema, shape: SnapshotShape): readonly string[] {
  const tables = new Map(schema.tables.map((table) => [formatName(table), table]));
  const enums = new Map(schema.enums.map((each) => [formatName(each), each.values]));
  const ofTables = [...shape.tables].flatMap(([key, columns]) => {
    const table = tables.get(key);
    if (table === undefined) return [`table ${key}`];
    const known = new Set(table.columns.map(({ name }) => name));
    return [...columns].filter((name) => !known.has(name)).map((name) => `column ${key}.${name}`);
  });
  const ofEnums = [...shape.enums].flatMap(([key, values]) => {
    const known = enums.get(key);
    if (known === undefined) return [`type ${key}`];
    return values.filter((value) => !known.includes(value)).map((value) => `'${value}' of type ${key}`);
  });
  return [...ofEnums, ...ofTables];
}

/** An entity of 1.0's list, as far as it is looked at. */
interface Entity {
  readonly entityType?: string;
  readonly name?: string;
  readonly schema?: string | null;
  readonly table?: string;
  readonly values?: readonly string[];
}

interface OldTable {
  readonly name: string;
  readonly schema?: string | null;
  readonly columns?: Readonly<Record<string, { readonly name: string }>>;
}

function ofEntities(entities: readonly Entity[]): SnapshotShape {
  const key = (schema: string | null | undefined, name: string): string =>
    formatName({ schema: schema == null || schema === "" || schema === "public" ? null : schema, name });
  const tables = new Map<string, Set<string>>();
  const enums = new Map<string, readonly string[]>();
  for (const { entityType, schema, name, values } of entities) {
    if (name === undefined) continue;
    if (entityType === "tables") tables.set(key(schema, name), new Set());
    if (entityType === "enums") enums.set(key(schema, name), values ?? []);
  }
  for (const { entityType, schema, table, name } of entities)
    if (entityType === "columns" && table !== undefined && name !== undefined)
      tables.get(key(schema, table))?.add(name);
  return { tables, enums };
}
