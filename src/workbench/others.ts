import { keysOf } from "../core/schema/lookup.ts";
import { operationsBetween } from "../core/diff/between.ts";
import { MigError } from "../core/errors.ts";
import { formatName } from "../core/schema/names.ts";
import { keepObjects } from "../core/schema/objects.ts";
import { emptySchema, type Named, type Schema, type Table } from "../core/schema/schema.ts";
import { everything, exactGlob } from "../core/schema/scope.ts";
import { stubOf } from "../core/schema/stub.ts";
import type { Connection, Dialect } from "../dialects/dialect.ts";

/** What others make, in a scratch database: brought in from the real one as soon as it is asked for. */
export interface Others {
  /** Do something; what it misses and the real database has is brought in, and it is done again. */
  readonly among: <T>(work: () => Promise<T>) => Promise<T>;
  /** A structure without what was brought in. */
  readonly without: (structure: Schema) => Schema;
}

/** Nothing is brought in yet. */
export function createOthers(dialect: Dialect, real: Connection, scratch: Connection): Others {
  // Tables, types and sequences of a namespace share its names.
  const brought = { names: new Set<string>(), namespaces: new Set<string>() };
  const isOurs = (item: Named): boolean => !brought.names.has(formatName(item));
  const bring = async (wanted: Named): Promise<boolean> => {
    const there = await dialect.introspect(real, {
      schemas: dialect.traits.namespaces ? [exactGlob(wanted.schema ?? "public")] : null,
      tables: null,
      ownTables: [],
    });
    const isNew = wanted.schema !== null && !brought.namespaces.has(wanted.schema);
    if (isNew && there.namespaces.includes(wanted.schema)) {
      const made = await dialect.introspect(scratch, everything);
      if (!made.namespaces.includes(wanted.schema)) return wholeNamespace(wanted.schema, there);
    }
    const table = there.tables.find((each) => formatName(each) === formatName(wanted));
    if (table === undefined || !isOurs(table)) return false;
    await make([table]);
    return true;
  };
  const wholeNamespace = async (name: string, there: Schema): Promise<boolean> => {
    brought.namespaces.add(name);
    for (const item of [...there.enums, ...there.sequences]) brought.names.add(formatName(item));
    // Its functions may need its tables, and the tables its types.
    await dialect.surround(real, scratch, emptySchema, name);
    await make(there.tables);
    await dialect.surround(real, scratch, emptySchema, name);
    return true;
  };
  const make = async (tables: readonly Table[]): Promise<void> => {
    const stubs = tables.map((table) => stubOf(table, keysOf(table)));
    for (const table of stubs) brought.names.add(formatName(table));
    const base = { ...emptySchema, namespaces: [...brought.namespaces] };
    const operations = operationsBetween(base, { ...base, tables: stubs }, dialect.rules);
    await scratch.run(dialect.compile(operations, base));
  };
  return {
    among: async (work) => {
      for (;;) {
        try {
          return await work();
        } catch (error) {
          const wanted = missingIn(error, dialect);
          if (wanted === null || !(await bring(wanted))) throw error;
        }
      }
    },
    without: (structure) => ({
      ...keepObjects(structure, isOurs),
      namespaces: structure.namespaces.filter((name) => !brought.namespaces.has(name)),
    }),
  };
}

/** What a failure, or the one that it came from, says is missing. */
function missingIn(error: unknown, dialect: Dialect): Named | null {
  if (!(error instanceof MigError)) return null;
  return dialect.missing(error) ?? missingIn(error.cause, dialect);
}
