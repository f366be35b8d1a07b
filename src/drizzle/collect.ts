import { noTables, referenceMissing, unreadable, wrongDialect, type Origin } from "../core/errors/drizzle.ts";
import { formatName } from "../core/schema/names.ts";
import { tablesOf } from "./expressions.ts";
import { checkExtraConfig } from "./extra-config.ts";
import type { Library } from "./library.ts";
import { arrayOf } from "./literals.ts";
import {
  entityKindOf,
  isAlias,
  tableNameOf,
  type EnumShape,
  type PolicyShape,
  type RoleShape,
  type SequenceShape,
  type TableShape,
  type ViewShape,
} from "./shapes.ts";

/** One loaded file. */
export interface SchemaModule {
  readonly path: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** A thing of the schema and where it came from. */
interface Declared<T> {
  readonly entity: T;
  readonly origin: Origin;
}

export interface DeclaredTable extends Declared<object> {
  readonly config: TableShape;
}

export interface DeclaredView extends Declared<object> {
  readonly config: ViewShape;
  readonly materialized: boolean;
}

/** All that the modules declare or refer to, each thing once, in the order of the files. */
export interface Collected {
  readonly tables: readonly DeclaredTable[];
  readonly views: readonly DeclaredView[];
  readonly enums: readonly Declared<EnumShape>[];
  readonly sequences: readonly Declared<SequenceShape>[];
  /** Policies that stand outside of a table, with the table that they are linked to. */
  readonly linkedPolicies: readonly (Declared<PolicyShape> & { readonly table: object })[];
  /** Namespaces of what is exported, by name; true for one that is declared to exist already. */
  readonly namespaces: ReadonlyMap<string, boolean>;
  /** `existing`: one that is declared to be there already. */
  readonly roles: readonly (Declared<RoleShape> & { readonly existing: boolean })[];
  /**
   * Tables that somebody else makes: only referred to, or Drizzle's own word for tables of a provider
   * (`authUsers`), which stay the provider's even where a file exports them again.
   */
  readonly expected: readonly DeclaredTable[];
  /** Views that are only referred to. */
  readonly expectedViews: readonly ViewShape[];
}

/** Find what the modules export, and the tables that it refers to; `warn` gets what Drizzle ignores. */
export function collect(
  library: Library,
  modules: readonly SchemaModule[],
  warn: (text: string) => void,
): Collected {
  const known = new Set<object>();
  const tables: DeclaredTable[] = [];
  const views: DeclaredView[] = [];
  const expected: DeclaredTable[] = [];
  const expectedViews: ViewShape[] = [];
  const enums: Declared<EnumShape>[] = [];
  const exported = new Set<unknown>();
  const sequences: Declared<SequenceShape>[] = [];
  const linkedPolicies: (Declared<PolicyShape> & { readonly table: object })[] = [];
  const namespaces = new Map<string, boolean>();
  const roles: (Declared<RoleShape> & { readonly existing: boolean })[] = [];
  const namespace = (name: unknown, existing = false): void => {
    if (typeof name === "string") namespaces.set(name, existing || namespaces.get(name) === true);
  };

  const take = (value: unknown, origin: Origin): void => {
    if ((typeof value !== "object" && typeof value !== "function") || value === null || known.has(value))
      return;
    const add = reader(value, origin);
    if (add === null) return;
    known.add(value);
    add();
  };
  const reader = (value: object, origin: Origin): (() => void) | null => {
    if (isEnum(value)) return library.dialect === "sqlite" ? null : () => takeEnum(value, origin);
    if (isTable(library, value)) return isAlias(value) ? null : () => takeTable(value, origin);
    if (isView(library, value)) return () => takeView(value, origin);
    if (library.is(value, "PgSchema"))
      return () => namespace(Reflect.get(value, "schemaName"), Reflect.get(value, "isExisting") === true);
    if (library.is(value, "PgSequence")) return () => takeSequence(value, origin);
    if (library.is(value, "PgPolicy")) return () => takePolicy(value as PolicyShape, origin);
    if (library.is(value, "PgRole"))
      return () => {
        const existing: unknown = Reflect.get(value, "_existing");
        roles.push({ entity: value as RoleShape, origin, existing: existing === true });
      };
    refuseStranger(library, value, origin);
    return null;
  };
  const takeEnum = (type: EnumShape, origin: Origin): void => {
    enums.push({ entity: type, origin });
  };
  const takeSequence = (sequence: SequenceShape, origin: Origin): void => {
    sequences.push({ entity: sequence, origin });
    namespace(sequence.schema);
  };
  const takePolicy = (policy: PolicyShape, origin: Origin): void => {
    const table: unknown = Reflect.get(policy, "_linkedTable");
    // One that belongs to a table is found there.
    if (typeof table === "object" && table !== null) linkedPolicies.push({ entity: policy, origin, table });
  };
  const takeTable = (table: object, origin: Origin): void => {
    if (library.isProvided(table)) return expect(table, origin);
    const name = formatName(tableNameOf(table));
    checkExtraConfig(library, table, name, origin, warn);
    const config = attempt(() => library.tableConfig(table), `table ${name}`, origin);
    const found = { entity: table, origin, config };
    tables.push(found);
    namespace(config.schema);
    for (const column of config.columns)
      take(arrayOf(library, column).element.enum, { ...origin, exportName: null });
  };
  const expect = (value: object, origin: Origin): void => {
    if (isView(library, value)) {
      if (!known.has(value)) expectedViews.push(attempt(() => library.viewConfig(value), "a view", origin));
      return void known.add(value);
    }
    if (!isTable(library, value) || isAlias(value)) return;
    if (known.has(value) && !library.isProvided(value)) return;
    known.add(value);
    const name = formatName(tableNameOf(value));
    if ([...tables, ...expected].some(({ entity }) => formatName(tableNameOf(entity)) === name)) return;
    const config = attempt(() => library.tableConfig(value), `table ${name}`, origin);
    expected.push({ entity: value, origin, config });
  };
  const expectOf = ({ using, withCheck }: PolicyShape, table: object, origin: Origin): void => {
    for (const used of [table, ...tablesOf(library, [using, withCheck])])
      expect(used, { path: origin.path, exportName: null });
  };
  const takeView = (view: object, origin: Origin): void => {
    const config = attempt(() => library.viewConfig(view), "a view", origin);
    if (config.isAlias) return;
    views.push({ entity: view, origin, config, materialized: library.is(view, "PgMaterializedView") });
    // A view that exists already has its namespace already.
    if (config.query !== undefined) namespace(config.schema);
  };

  for (const { path, exports } of modules) {
    for (const [exportName, value] of Object.entries(exports)) {
      exported.add(value);
      take(value, { path, exportName });
      // Drizzle's own tools miss what is grouped in an object; nothing is lost here.
      if (isPlainObject(value))
        for (const [key, inner] of Object.entries(value)) {
          exported.add(inner);
          take(inner, { path, exportName: `${exportName}.${key}` });
        }
    }
  }
  if (known.size === 0) {
    const paths = modules.map((module) => module.path);
    // A file that has nothing left in it says that nothing is to be there; any other is hardly the one that was meant.
    if (modules.length === 0 || modules.some(exportsSomething)) throw noTables({ paths });
    warn(`Nothing is exported by ${paths.join(", ")}: all that the database has is to go.`);
  }

  for (const { entity } of enums) if (exported.has(entity)) namespace(entity.schema);
  const follow = (origin: Origin): Origin => ({ path: origin.path, exportName: null });
  for (const view of views)
    if (view.config.query !== undefined)
      for (const used of tablesOf(library, view.config.query)) expect(used, follow(view.origin));
  for (const { entity, table, origin } of linkedPolicies) expectOf(entity, table, origin);
  for (const { config, entity, origin } of tables)
    for (const policy of config.policies ?? []) expectOf(policy, entity, origin);
  for (const { config, origin } of tables)
    for (const key of config.foreignKeys) expect(targetOf(config, key, origin), follow(origin));
  return {
    tables,
    views,
    enums,
    sequences,
    linkedPolicies,
    namespaces,
    roles,
    expected,
    expectedViews,
  };
}

/** A loader may put an empty default export into a module that has none. */
function exportsSomething({ exports }: SchemaModule): boolean {
  return Object.values(exports).some((value) => !isPlainObject(value) || Object.keys(value).length > 0);
}

function isEnum(value: object): value is EnumShape & object {
  return typeof value === "function" && Reflect.get(value, Symbol.for("drizzle:isPgEnum")) === true;
}

function isTable(library: Library, value: object): boolean {
  return library.is(value, library.dialect === "postgresql" ? "PgTable" : "SQLiteTable");
}

function isView(library: Library, value: object): boolean {
  return ["PgView", "PgMaterializedView", "SQLiteView"].some((name) => library.is(value, name));
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function refuseStranger(library: Library, value: object, origin: Origin): void {
  if (isAlias(value)) return;
  const table = library.isCore(value, "Table");
  if (!table && !library.isCore(value, "View")) return;
  const what = origin.exportName ?? (table ? tableNameOf(value).name : "a view");
  throw wrongDialect(what, entityKindOf(value) ?? "table", library.dialect, origin);
}

function targetOf(config: TableShape, key: TableShape["foreignKeys"][number], origin: Origin): object {
  try {
    return key.reference().foreignTable;
  } catch (cause) {
    // The application's function may throw anything.
    throw referenceMissing(
      formatName({ schema: config.schema ?? null, name: config.name }),
      [],
      "refers to something that does not exist",
      origin,
      cause,
    );
  }
}

function attempt<T>(work: () => T, what: string, origin: Origin): T {
  try {
    return work();
  } catch (cause) {
    // Drizzle and the application's own code may throw anything.
    throw unreadable(what, origin, cause);
  }
}
