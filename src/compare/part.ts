import { sameData } from "../core/collections.ts";
import { applyOperation } from "../core/operations/apply.ts";
import type { Operation } from "../core/operations/operations.ts";
import { seesData, subjectOf } from "../core/operations/subject.ts";
import { nameOf } from "../core/schema/lookup.ts";
import { formatName } from "../core/schema/names.ts";
import { namesIn, objectLists } from "../core/schema/objects.ts";
import { emptySchema, type Named, type Schema, type Table } from "../core/schema/schema.ts";
import type { Comparison } from "./compare.ts";

/** The part of a comparison that revisions can touch. */
export interface Part {
  readonly comparison: Comparison;
  /** The tables of the database that are not in it. */
  readonly leftOut: readonly Table[];
}

/**
 * The part of a comparison that operations can touch: what they change, what has its name as a word anywhere in its
 * structure, and the views that are read there. null where that is not known, or is nearly everything: SQL and rows may
 * be about anything, and a name that is made must not be one of what would be left out.
 */
export function touchedPart(comparison: Comparison, operations: readonly Operation[]): Part | null {
  const { live, wanted } = comparison;
  if (live.tables.length === 0 || operations.some(seesData)) return null;
  const touched = touchedBy(live, operations);
  // A name that is not one word cannot be looked for as one.
  if (touched === null || touched.some((name) => wordsIn(name).length !== 1)) return null;
  const kept = mentioning(new Set(touched.flatMap(wordsIn)), [live, wanted]);
  const [keptLive, keptWanted] = [only(live, kept), only(wanted, kept)];
  const leftOut = live.tables.filter((table) => !keptLive.tables.includes(table));
  if (leftOut.length * 2 < live.tables.length) return null;
  const known = new Set(relationNames(keptLive));
  const taken = new Set(relationNames(live).filter((name) => !known.has(name)));
  if (relationNames(keptWanted).some((name) => taken.has(name))) return null;
  return { comparison: { ...comparison, live: keptLive, wanted: keptWanted }, leftOut };
}

/** The names, without their namespaces, of what operations change, make or take away; null: something that tables are not alone in. */
function touchedBy(live: Schema, operations: readonly Operation[]): readonly string[] | null {
  const touched = new Set<string>();
  let schema = live;
  for (const operation of operations) {
    const next = applyOperation(schema, operation);
    if (shared.some((kind) => next[kind] !== schema[kind])) return null;
    for (const list of objectLists)
      for (const { name } of exchanged<Named>(schema[list], next[list])) touched.add(name);
    const subject = subjectOf(operation);
    if (subject !== null) touched.add(nameOf(subject).name);
    schema = next;
  }
  return [...touched];
}

/** What has no name within a namespace. */
const shared = (Object.keys(emptySchema) as (keyof Schema)[]).filter(
  (list) => !objectLists.some((each) => each === list),
);

function exchanged<T extends Named>(before: readonly T[], after: readonly T[]): readonly T[] {
  if (before === after) return [];
  const others = (of: readonly T[], among: readonly T[]): readonly T[] => {
    const known = new Map(among.map((item) => [formatName(item), item]));
    return of.filter((item) => !sameData(item, known.get(formatName(item))));
  };
  return [...others(before, after), ...others(after, before)];
}

/** The tables and views that say one of these words, and the views that those views read. */
function mentioning(words: ReadonlySet<string>, schemas: readonly Schema[]): ReadonlySet<string> {
  const kept = new Set<string>();
  for (const { tables, views } of schemas)
    for (const item of [...tables, ...views]) if (says(item, words)) kept.add(formatName(item));
  const views = new Map(schemas.flatMap((schema) => schema.views.map((view) => [formatName(view), view])));
  // What is added meanwhile is come to as well.
  for (const name of kept)
    for (const read of views.get(name)?.reads ?? []) if (views.has(read)) kept.add(read);
  return kept;
}

/** Whether the structure of an object has one of these words anywhere, in whatever sense. */
function says(item: Named, words: ReadonlySet<string>): boolean {
  return textsIn(item).some((text) => wordsIn(text).some((word) => words.has(word)));
}

/** In lower case, as SQL means them without quotes. */
function wordsIn(text: string): readonly string[] {
  return text.toLowerCase().split(/[^\p{L}\p{N}_$]+/u);
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function only(schema: Schema, kept: ReadonlySet<string>): Schema {
  const isKept = (item: Named): boolean => kept.has(formatName(item));
  return { ...schema, tables: schema.tables.filter(isKept), views: schema.views.filter(isKept) };
}

/** The names of all that shares the names of tables. */
function relationNames(structure: Schema): readonly string[] {
  const belonging = structure.tables.flatMap(({ schema, primaryKey, uniques, indexes }) =>
    [primaryKey, ...uniques, ...indexes].flatMap((item) =>
      item === null || item.name === null ? [] : [{ schema, name: item.name }],
    ),
  );
  return [...namesIn(structure), ...belonging].map(formatName);
}
