import { compareText, sameData } from "../collections.ts";
import { formatName } from "../schema/names.ts";
import { objectLists, objectWords, type ObjectList } from "../schema/objects.ts";
import type { Column, EnumType, Named, Role, Schema, Sequence, Table, View } from "../schema/schema.ts";
import { nameOfType } from "../schema/types.ts";
import { sameBase } from "./equality.ts";
import { matchByKey } from "./match.ts";
import { formatRename, type Rename } from "./renames.ts";

/** A rename that would explain why one thing is gone and another is new. */
export interface RenameCandidate {
  readonly rename: Rename;
  /** How alike both are: 1 is the same but for the name. */
  readonly score: number;
}

/** Below this two things have too little in common to ask about. */
const threshold = 0.5;

/** Renames that the shapes of two structures suggest, the likeliest first. Both must be canonical. */
export function renameCandidates(live: Schema, wanted: Schema): readonly RenameCandidate[] {
  const renamedTables = renamedObjects("tables", live, wanted);
  const renamedOthers = objectLists
    .filter((list) => list !== "tables")
    .flatMap((list): readonly RenameCandidate[] => renamedObjects(list, live, wanted));
  const roles = matchByKey(live.roles, wanted.roles, ({ name }) => name);
  const renamedRoles = likely(roles.gone, roles.added, roleSimilarity, (from, to) => ({
    kind: "role",
    inside: null,
    from: formatName({ schema: null, name: from.name }),
    to: formatName({ schema: null, name: to.name }),
  }));
  const tables = matchByKey(live.tables, wanted.tables, formatName);
  const enums = matchByKey(live.enums, wanted.enums, formatName);
  // A table that was renamed may have renamed columns as well.
  const pairs = [...tables.both, ...renamedTables.map(({ from, to }) => [from, to] as const)];
  const labels = enums.both.flatMap(([from, to]) => {
    const gone = from.values.filter((value) => !to.values.includes(value));
    const added = to.values.filter((value) => !from.values.includes(value));
    return likely(
      gone,
      added,
      (a, b) => (from.values.indexOf(a) === to.values.indexOf(b) ? 0.6 : 0.2) + 0.4 * nameSimilarity(a, b),
      (a, b) => ({ kind: "enumValue", inside: formatName(from), from: a, to: b }),
    );
  });
  return [
    ...renamedTables,
    ...renamedOthers,
    ...renamedRoles,
    ...labels,
    ...pairs.flatMap(([from, to]) => columnRenames(from, to)),
  ]
    .map(({ rename, score }) => ({ rename, score }))
    .sort((a, b) => b.score - a.score || compareText(formatRename(a.rename), formatRename(b.rename)));
}

/** How alike two objects of each list are; the compiler asks for a new one. */
const similarities: {
  readonly [K in ObjectList]: (from: Schema[K][number], to: Schema[K][number]) => number;
} = {
  tables: tableSimilarity,
  enums: enumSimilarity,
  sequences: sequenceSimilarity,
  views: viewSimilarity,
};

function renamedObjects<K extends ObjectList>(
  list: K,
  live: Schema,
  wanted: Schema,
): readonly Likely<Schema[K][number]>[] {
  const { gone, added } = matchByKey<Schema[K][number]>(live[list], wanted[list], formatName);
  return likely(gone, added, similarities[list], (from, to) => ({
    kind: objectWords[list],
    inside: null,
    from: formatName(from),
    to: formatName(to),
  }));
}

function columnRenames(live: Table, wanted: Table): readonly RenameCandidate[] {
  const { gone, added } = matchByKey(live.columns, wanted.columns, ({ name }) => name);
  return likely(
    gone,
    added,
    (a, b) => columnSimilarity(a, b, live.columns.indexOf(a) === wanted.columns.indexOf(b)),
    (a, b) => ({ kind: "column", inside: formatName(live), from: a.name, to: b.name }),
  );
}

interface Likely<T> extends RenameCandidate {
  readonly from: T;
  readonly to: T;
}

function likely<T>(
  gone: readonly T[],
  added: readonly T[],
  equality: (from: T, to: T) => number,
  rename: (from: T, to: T) => Rename | null,
): readonly Likely<T>[] {
  return gone.flatMap((from) =>
    added.flatMap((to): Likely<T>[] => {
      const score = Math.round(equality(from, to) * 100) / 100;
      const what = score < threshold ? null : rename(from, to);
      return what === null ? [] : [{ rename: what, score, from, to }];
    }),
  );
}

/** Of types that are moved with it, a table says only the namespace otherwise. */
function tableSimilarity(from: Table, to: Table): number {
  const shape = (table: Table): readonly string[] =>
    table.columns.map(({ name, type }) => `${name} ${nameOfType(type)?.name ?? type}`);
  return placeSimilarity(from, to, 0.85 * overlap(shape(from), shape(to)));
}

function enumSimilarity(from: EnumType, to: EnumType): number {
  return placeSimilarity(from, to, 0.85 * overlap(from.values, to.values));
}

/** Views hold nothing, so that only the very same query is worth a question. */
function viewSimilarity(from: View, to: View): number {
  if (from.materialized !== to.materialized || from.query !== to.query) return 0;
  return placeSimilarity(from, to, 0.85);
}

/** What lies in another namespace under the same name was moved; with another name as well it is less likely. */
function placeSimilarity(from: Named, to: Named, shapes: number): number {
  const name = nameSimilarity(from.name, to.name);
  return shapes + 0.15 * (from.schema === to.schema ? name : name * name * 0.9);
}

/** The type decides most: a column of another type holds other things. */
function columnSimilarity(from: Column, to: Column, samePlace: boolean): number {
  const type = from.type === to.type ? 0.5 : sameBase(from.type, to.type) ? 0.3 : 0;
  if (type === 0) return 0;
  const facts = [from.nullable === to.nullable, from.default === to.default, samePlace].filter(
    Boolean,
  ).length;
  return type + 0.08 * facts + 0.26 * nameSimilarity(from.name, to.name);
}

/** Most sequences count alike, so that the name decides. */
function sequenceSimilarity(from: Sequence, to: Sequence): number {
  const options = (sequence: Sequence): unknown => ({ ...sequence, ...unnamed });
  return (sameData(options(from), options(to)) ? 0.4 : 0.1) + 0.6 * nameSimilarity(from.name, to.name);
}

/** Most roles may do the same, so that the name decides. */
function roleSimilarity(from: Role, to: Role): number {
  const alike = sameData({ ...from, name: "" }, { ...to, name: "" });
  return (alike ? 0.4 : 0.1) + 0.6 * nameSimilarity(from.name, to.name);
}

const unnamed = { schema: null, name: "", ownedBy: null };

/** The share of items that both lists have. */
function overlap(a: readonly string[], b: readonly string[]): number {
  const shared = a.filter((item) => b.includes(item)).length;
  const all = a.length + b.length - shared;
  return all === 0 ? 0 : shared / all;
}

/** The share of pairs of neighbouring letters that both names have. */
function nameSimilarity(a: string, b: string): number {
  return overlap(bigrams(a), bigrams(b));
}

function bigrams(name: string): readonly string[] {
  const text = ` ${name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "")} `;
  return [...new Set(Array.from(text.slice(1), (_, at) => text.slice(at, at + 2)))];
}
