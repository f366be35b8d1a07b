import { sameData } from "../collections.ts";
import { objectExists } from "../errors/schema.ts";
import { completeIndex } from "../schema/complete.ts";
import { findIndex, findTable, indexOf, tableOf } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { Schema, Table } from "../schema/schema.ts";
import { sparseIndex } from "../schema/sparse.ts";
import { changesTable, none, type FacetsOf } from "./facets.ts";
import { hazard } from "./hazard.ts";
import { indexKeys, indexNames, relationKey, tableKey } from "./keys.ts";
import { inTable, isMoved } from "./look.ts";
import { call, type Operations } from "./operations.ts";
import type { IndexKeySpec } from "./spec.ts";
import { replace, updateTable, without } from "./update.ts";
import { listed, onTable } from "./wording.ts";

/** Indexes of tables. */
export const indexOperations: FacetsOf<"createIndex" | "dropIndex" | "renameIndex"> = {
  createIndex: {
    apply: ([name, spec], schema) =>
      updateTable(schema, name, (table) => {
        const index = completeIndex(spec);
        refuseIndex(schema, table, index.name);
        return { ...table, indexes: [...table.indexes, index] };
      }),
    // Without a name only the database knows what to drop.
    reverse: ([table, { name }, options]) =>
      name == null ? null : [call("dropIndex", table, name, ...given(options))],
    describe: ([table, { name, unique, columns, where }, options]) =>
      `create ${unique === true ? "unique " : ""}index ${onTable(table, name)} (${listed(columns.map(keyText))})${where == null ? "" : ` where ${where}`}${inWhichWay(options)}`,
    hazards: ([table, { unique }, options]) => [
      ...(unique === true
        ? [hazard("rows-may-not-fit", `rows of ${table} that share the key of the index are refused`)]
        : []),
      ...(options?.concurrently === true
        ? []
        : [hazard("index-not-concurrent", `writers of ${table} wait while the index is built`)]),
    ],
    losses: none,
    present: ([name, spec], live) =>
      inTable(live, name, (table) => {
        const index = completeIndex(spec);
        if (index.name !== null) return findIndex(table, index.name) !== null;
        return table.indexes.some(
          ({ keys, unique }) => sameData(keys, index.keys) && unique === index.unique,
        );
      }),
    dependencies([table, spec]) {
      const index = completeIndex(spec);
      return { needs: [tableKey(table), ...indexKeys(table, index)], provides: indexNames(table, index) };
    },
    ...changesTable,
  },

  dropIndex: {
    apply: ([name, index], schema) =>
      updateTable(schema, name, (table) => ({
        ...table,
        indexes: without(table.indexes, indexOf(table, index)),
      })),
    reverse: ([name, index, options], before) => [
      call("createIndex", name, sparseIndex(indexOf(tableOf(before, name), index)), ...given(options)),
    ],
    describe: ([table, name, options]) => `drop index ${name} of ${table}${inWhichWay(options)}`,
    hazards: ([table, name, options]) =>
      options?.concurrently === true
        ? []
        : [hazard("drop-index-not-concurrent", `all who use ${table} wait behind the drop of ${name}`)],
    losses: none,
    present: ([name, index], live) => inTable(live, name, (table) => findIndex(table, index) === null, true),
    dependencies([name, index], before) {
      const table = findTable(before, name);
      const found = table === null ? null : findIndex(table, index);
      if (found === null) return { destroys: [relationKey(name, index)] };
      return { releases: indexKeys(name, found), destroys: indexNames(name, found) };
    },
    ...changesTable,
  },

  renameIndex: {
    apply: ([name, from, to], schema) =>
      updateTable(schema, name, (table) => {
        const index = indexOf(table, from);
        refuseIndex(schema, table, to);
        return {
          ...table,
          indexes: replace(table.indexes, index, { ...index, name: to, nameExplicit: true }),
        };
      }),
    reverse: ([table, from, to]) => [call("renameIndex", table, to, from)],
    describe: ([table, from, to]) => `rename index ${from} of ${table} to ${to}`,
    hazards: none,
    losses: none,
    present: ([name, from, to], live) =>
      inTable(live, name, (table) => isMoved(findIndex(table, from), findIndex(table, to))),
    dependencies: ([table, from, to]) => ({
      needs: [tableKey(table)],
      destroys: [relationKey(table, from)],
      provides: [relationKey(table, to)],
    }),
    ...changesTable,
  },
};

/** Indexes share their names with all others of the namespace, and with constraints that have an index. */
function refuseIndex(schema: Schema, owner: Table, name: string | null): void {
  if (name === null) return;
  for (const table of schema.tables)
    if (table.schema === owner.schema && indexNamesOf(table).has(name))
      throw objectExists({ kind: "index", name, inside: formatName(table) });
}

/** Kept, since each index that is made is held against all tables. */
function indexNamesOf(table: Table): ReadonlySet<string | null> {
  const known = namesByTable.get(table);
  if (known !== undefined) return known;
  const all = [table.primaryKey, ...table.uniques, ...table.indexes];
  const names = new Set(all.map((each) => each?.name ?? null));
  namesByTable.set(table, names);
  return names;
}

const namesByTable = new WeakMap<Table, ReadonlySet<string | null>>();

function keyText(key: IndexKeySpec): string {
  if (typeof key === "string") return key;
  return `${key.column ?? key.expression ?? ""}${key.descending === true ? " desc" : ""}`;
}

type Options = Operations["createIndex"][2];

function inWhichWay(options: Options): string {
  return options?.concurrently === true ? " concurrently" : "";
}

/** An option that is not there must not become an argument `undefined`. */
function given(options: Options): [] | [NonNullable<Options>] {
  return options === undefined ? [] : [options];
}
