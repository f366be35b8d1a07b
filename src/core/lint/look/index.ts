import { hazard, type Hazard } from "../../operations/hazard.ts";
import { completeIndex } from "../../schema/complete.ts";
import { findIndex, findTable } from "../../schema/lookup.ts";
import { formatName } from "../../schema/names.ts";
import type { Index, Table } from "../../schema/schema.ts";
import type { Entry, Scene } from "../scene.ts";
import { before, callOf, deedOf, type Look } from "./look.ts";

/** What rules say of indexes beyond the lock of building or dropping one. */
export const lookAtIndex: Look = (entry, at, scene) => {
  const created = callOf(entry, "createIndex");
  if (created !== null) return ofMaking(created, entry, at, scene);
  const dropped = callOf(entry, "dropIndex");
  const deed = deedOf(entry);
  if (deed?.kind === "dropIndex" && !deed.concurrently)
    return [
      hazard("drop-index-not-concurrent", `all who use the table of ${deed.index} wait behind its drop`),
    ];
  if (deed?.kind === "reindex" && !deed.concurrently)
    return [hazard("reindex-not-concurrent", `nobody can write where ${deed.what} is built again`)];
  const name = dropped?.[1] ?? (deed?.kind === "dropIndex" ? deed.index : null);
  const used = name === null ? 0 : (scene.facts.scans?.get(name) ?? 0);
  return used === 0 ? [] : [hazard("index-in-use", `${name} was used ${used.toLocaleString("en-US")} times`)];
};

type Created = NonNullable<ReturnType<typeof callOf<"createIndex">>>;

function ofMaking(
  [table, spec, options]: Created,
  { act, before: schema }: Entry,
  at: number,
  scene: Scene,
): readonly Hazard[] {
  const { facts, lexical } = scene;
  const concurrently = options?.concurrently === true;
  const index = completeIndex(spec);
  const name = index.name ?? "the index";
  const version = facts.serverVersion ?? 0;
  const there = findTable(schema, table);
  const isPartitioned = facts.partitioned.has(table) || madePartitioned(table, at, scene);
  return [
    ...(act.said.guarded && concurrently
      ? [hazard("invalid-index-kept", `${name} may be there and invalid`)]
      : []),
    ...(concurrently && version >= 140_000 && version < 140_004
      ? [hazard("concurrent-build-bug", `${name} may lack rows`)]
      : []),
    ...(isPartitioned && !act.said.only && !scene.isNew(table, at)
      ? [hazard("partitioned-index", `writers of every partition of ${table} wait while ${name} is built`)]
      : []),
    ...replaced(table, index, at, scene),
    ...(there === null || index.name === null ? [] : duplicates(index, there, findTable(scene.after, table))),
    ...(index.keys.length > 3 && !index.unique
      ? [hazard("wide-index", `${name} has ${index.keys.length} columns`)]
      : []),
    ...((there?.indexes.length ?? 0) >= 10
      ? [hazard("many-indexes", `${table} has ${(there?.indexes.length ?? 0) + 1} indexes`)]
      : []),
    ...(index.method.toLowerCase() === "hash" && lexical.dialect !== "sqlite"
      ? [hazard("hash-index", `${name} is a hash index`)]
      : []),
  ];
}

function madePartitioned(table: string, at: number, scene: Scene): boolean {
  return before(at, scene).some((each) => {
    const deed = deedOf(each);
    return deed?.kind === "partitionedTable" && deed.table === table;
  });
}

/** An index that was dropped before this one, of the same name or first column. */
function replaced(table: string, index: Index, at: number, scene: Scene): readonly Hazard[] {
  if (scene.isNew(table, at)) return [];
  const [first] = columnsOf(index);
  const gone = before(at, scene).find((each) => {
    const [on, name] = callOf(each, "dropIndex") ?? [];
    if (on !== table || name === undefined) return false;
    const there = findTable(each.before, table);
    const old = there === null ? null : findIndex(there, name);
    return name === index.name || (old !== null && first !== undefined && columnsOf(old)[0] === first);
  });
  const [, name] = gone === undefined ? [] : (callOf(gone, "dropIndex") ?? []);
  return name === undefined
    ? []
    : [
        hazard(
          "replaced-index",
          `${table} has no such index between the drop of ${name} and the end of the build`,
        ),
      ];
}

/** An index that begins as another one does, of those that are there when the revision is done. */
function duplicates(index: Index, there: Table, after: Table | null): readonly Hazard[] {
  const columns = columnsOf(index);
  if (columns.length === 0) return [];
  const others = [
    ...there.indexes.filter((other) => other.name !== index.name && after?.indexes.includes(other) !== false),
    ...there.uniques.map(({ name, columns: keys }) => ({ name, keys, plain: keys, unique: true })),
    ...(there.primaryKey === null
      ? []
      : [{ name: "the primary key", plain: there.primaryKey.columns, unique: true }]),
  ].map((other) => ({
    name: other.name ?? "another",
    unique: other.unique,
    columns: "plain" in other ? other.plain : sameForm(other, index) ? columnsOf(other) : [],
  }));
  const covering = others.find((other) => !index.unique && beginsWith(other.columns, columns));
  if (covering !== undefined)
    return [
      hazard(
        "duplicate-index",
        `${covering.name} of ${formatName(there)} begins with the same columns as ${index.name}`,
      ),
    ];
  const covered = others.find(
    (other) => !other.unique && other.columns.length > 0 && beginsWith(columns, other.columns),
  );
  return covered === undefined
    ? []
    : [
        hazard(
          "duplicate-index",
          `${index.name} begins with all columns of ${covered.name} of ${formatName(there)}`,
        ),
      ];
}

function sameForm(one: Index, two: Index): boolean {
  return one.method === two.method && one.where === two.where;
}

/** The columns of an index up to its first expression. */
function columnsOf({ keys, where }: Index): readonly string[] {
  const end = keys.findIndex(({ column }) => column === null);
  if (where !== null) return [];
  return (end === -1 ? keys : keys.slice(0, end)).flatMap(({ column }) => column ?? []);
}

function beginsWith(columns: readonly string[], start: readonly string[]): boolean {
  return start.length > 0 && start.every((column, at) => columns[at] === column);
}
