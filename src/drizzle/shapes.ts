/**
 * What both generations of Drizzle have in common, as far as the reader looks at it. Drizzle's own types
 * hide most of this as internal and differ between 0.45 and 1.0.
 */
export interface SqlShape {
  readonly queryChunks: readonly unknown[];
  inlineParams(): SqlShape;
}

/** An enumerated type: a function that makes columns, with the type's facts on it. */
export interface EnumShape {
  readonly enumName: string;
  readonly enumValues: readonly string[];
  readonly schema: string | undefined;
}

export interface ColumnShape {
  readonly name: string;
  /** True when the name is the key of the object, since no name was given. */
  readonly keyAsName: boolean;
  readonly columnType: string;
  readonly table: object;
  readonly notNull: boolean;
  readonly primary: boolean;
  readonly default: unknown;
  readonly isUnique: boolean;
  readonly uniqueName: string | undefined;
  readonly uniqueType: "distinct" | "not distinct" | undefined;
  readonly generated: { readonly as: unknown; readonly mode?: "virtual" | "stored" } | undefined;
  readonly generatedIdentity: IdentityShape | undefined;
  readonly autoIncrement?: boolean;
  readonly enum?: EnumShape;
  /** 0.45: an array's element. */
  readonly baseColumn?: ColumnShape;
  /** 1.0: how often an array is nested; 0 is no array. */
  readonly dimensions?: number;
  getSQLType(): string;
  mapToDriverValue(value: unknown): unknown;
}

export interface IdentityShape {
  readonly type: "always" | "byDefault";
  readonly sequenceName?: string;
  readonly sequenceOptions?: SequenceOptionsShape;
}

interface NamedColumns {
  readonly name?: string | undefined;
  readonly columns: readonly ColumnShape[];
}

export interface UniqueShape extends NamedColumns {
  readonly nullsNotDistinct?: boolean;
  readonly isNameExplicit?: boolean;
}

interface CheckShape {
  readonly name: string;
  readonly value: SqlShape;
}

export interface ForeignKeyShape {
  readonly onUpdate: string | undefined;
  readonly onDelete: string | undefined;
  reference(): NamedColumns & {
    readonly foreignTable: object;
    readonly foreignColumns: readonly ColumnShape[];
  };
}

export interface IndexShape {
  readonly config: {
    readonly name?: string | undefined;
    readonly columns: readonly unknown[];
    readonly unique: boolean;
    readonly method?: string;
    readonly with?: Readonly<Record<string, unknown>>;
    readonly where?: SqlShape | undefined;
  };
}

/** A key of an index on PostgreSQL; SQLite gives the column itself. */
export interface IndexKeyShape {
  readonly name: string;
  readonly keyAsName: boolean;
  readonly indexConfig?: {
    readonly order?: "asc" | "desc";
    readonly nulls?: "first" | "last";
    readonly opClass?: string;
  };
}

/** What `getTableConfig` says. */
export interface TableShape {
  readonly name: string;
  readonly schema?: string | undefined;
  readonly columns: readonly ColumnShape[];
  readonly indexes: readonly IndexShape[];
  readonly foreignKeys: readonly ForeignKeyShape[];
  readonly checks: readonly CheckShape[];
  readonly primaryKeys: readonly NamedColumns[];
  readonly uniqueConstraints: readonly UniqueShape[];
  readonly policies?: readonly PolicyShape[];
  readonly enableRLS?: boolean;
}

export interface PolicyShape {
  readonly name: string;
  readonly as?: "permissive" | "restrictive";
  readonly for?: "all" | "select" | "insert" | "update" | "delete";
  /** Names, `PgRole`s, or lists of both. */
  readonly to?: unknown;
  readonly using?: SqlShape;
  readonly withCheck?: SqlShape;
}

export interface RoleShape {
  readonly name: string;
  readonly createDb?: boolean;
  readonly createRole?: boolean;
  readonly inherit?: boolean;
}

export interface SequenceShape {
  readonly seqName?: string;
  readonly schema?: string;
  readonly seqOptions?: SequenceOptionsShape;
}

export type SequenceOptionsShape = Readonly<Record<string, string | number | bigint | boolean | undefined>>;

/** What `getViewConfig` and `getMaterializedViewConfig` say. */
export interface ViewShape {
  readonly name: string;
  readonly schema: string | undefined;
  readonly query: SqlShape | undefined;
  readonly isExisting: boolean;
  readonly isAlias: boolean;
  readonly selectedFields?: Readonly<Record<string, unknown>>;
  readonly with?: Readonly<Record<string, unknown>> | undefined;
  readonly using?: string | undefined;
  readonly tablespace?: string | undefined;
  readonly withNoData?: boolean | undefined;
}

/** The value of a symbol-keyed property that every copy of Drizzle shares. */
export function drizzleProperty(entity: object, name: string): unknown {
  return Reflect.get(entity, Symbol.for(`drizzle:${name}`));
}

/** The name of a table as the database knows it, and its namespace. */
export function tableNameOf(table: object): { readonly schema: string | null; readonly name: string } {
  const schema = drizzleProperty(table, "Schema");
  return { schema: typeof schema === "string" ? schema : null, name: String(drizzleProperty(table, "Name")) };
}

/** What kind of thing Drizzle says it is, e.g. `PgTable` or `SQLiteIndexBuilderOn`; null: nothing of Drizzle. */
export function entityKindOf(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return null;
  const kind: unknown = Reflect.get(
    Object(Object.getPrototypeOf(value)?.constructor),
    Symbol.for("drizzle:entityKind"),
  );
  return typeof kind === "string" ? kind : null;
}

/** True for a table that stands for another under a second name. */
export function isAlias(entity: object): boolean {
  return drizzleProperty(entity, "IsAlias") === true;
}
