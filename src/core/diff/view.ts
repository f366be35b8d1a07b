import { sameData } from "../collections.ts";
import { make } from "../operations/make.ts";
import type { ViewChange } from "../operations/spec.ts";
import { formatName } from "../schema/names.ts";
import type { Schema, View } from "../schema/schema.ts";
import { sparseView } from "../schema/sparse.ts";
import { unit, type Unit } from "./change.ts";
import { equalityOf, mentionsAny, type Equality } from "./equality.ts";
import { matchByKey } from "./match.ts";
import type { DiffRules } from "./rules.ts";

/** What becomes of the views. */
export interface ViewDiff {
  /** Go first of all, while all that they read is as it was. */
  readonly drops: readonly Unit[];
  readonly creates: readonly Unit[];
  /** Keys of those that are dropped. */
  readonly dropped: ReadonlySet<string>;
}

/**
 * Compare the views, by name; a changed one gets another query where that is all, else it is made again, with all that
 * read it. So is one that reads
 * what is `renamed` (keys of tables and views), since only the engine knows how it says the new name, or a column
 * that is `replaced` (by the key of its table).
 */
export function diffViews(
  live: Schema,
  wanted: Schema,
  rules: DiffRules,
  {
    renamed,
    replaced,
  }: {
    readonly renamed: ReadonlySet<string>;
    readonly replaced: ReadonlyMap<string, ReadonlySet<string>>;
  },
): ViewDiff {
  const { both, gone, added } = matchByKey(live.views, wanted.views, formatName);
  const alike = equalityOf(rules);
  const stands = standing(live, wanted);
  const changed = both.filter(
    ([from, to]) =>
      from.reads.some((key) => renamed.has(key) || mentionsAny(from.query, replaced.get(key) ?? none)) ||
      !(
        alike.view(from, to) ||
        (isReplaceable(from, to) && [...from.reads, ...to.reads].every(stands) && !isKeptBy(live, from))
      ),
  );
  const moving = withReaders(live, [...gone, ...changed.map(([from]) => from)].map(formatName));
  const create = (view: View): Unit => unit(make.createView(sparseView(view)));
  const drop = (view: View): Unit => unit(make.dropView(formatName(view)));
  const remade = both.filter(([from]) => moving.has(formatName(from)));
  const altered = both
    .filter(([from]) => !moving.has(formatName(from)))
    .flatMap((pair) => alter(pair, alike));
  return {
    drops: [...remade.map(([from]) => from), ...gone].map(drop),
    dropped: new Set([...remade.map(([from]) => from), ...gone].map(formatName)),
    creates: [...[...remade.map(([, to]) => to), ...added].map(create), ...altered],
  };
}

const none: ReadonlySet<string> = new Set();

/** What can be changed of a view without making it again. */
function alter([from, to]: readonly [View, View], alike: Equality): readonly Unit[] {
  const change: ViewChange = {
    ...(alike.expression(from.query, to.query) ? {} : { query: to.query }),
    ...(sameData(from.with, to.with) ? {} : { with: to.with }),
    ...(from.accessMethod === to.accessMethod ? {} : { accessMethod: to.accessMethod }),
    ...(from.tablespace === to.tablespace ? {} : { tablespace: to.tablespace }),
  };
  return Object.keys(change).length === 0 ? [] : [unit(make.alterView(formatName(to), change))];
}

/** Whether a view can get another query where it stands: what it gives is the same. */
function isReplaceable(from: View, to: View): boolean {
  return (
    !(from.materialized || to.materialized) &&
    from.outputTypes !== null &&
    sameData(
      [from.outputs, from.outputTypes, from.columns, from.attachments],
      [to.outputs, to.outputTypes, to.columns, to.attachments],
    )
  );
}

/** Whether a table or view (by its key) is there on both sides, a table with the very same columns. */
function standing(live: Schema, wanted: Schema): (key: string) => boolean {
  const columns = ({ tables, views }: Schema): ReadonlyMap<string, unknown> =>
    new Map(
      [
        ...views.map((view) => [view, null] as const),
        ...tables.map((table) => [table, table.columns] as const),
      ].map(([item, said]) => [formatName(item), said]),
    );
  const [before, after] = [columns(live), columns(wanted)];
  return (key) => before.has(key) && after.has(key) && sameData(before.get(key), after.get(key));
}

/** Whether rows of a view are kept in a materialized one, which would go on to show the old ones. */
function isKeptBy(live: Schema, view: View): boolean {
  const readers = withReaders(live, [formatName(view)]);
  return live.views.some((other) => other.materialized && readers.has(formatName(other)));
}

/** These views, and those that read them, and so on. */
function withReaders({ views }: Schema, keys: readonly string[]): ReadonlySet<string> {
  const moving = new Set(keys);
  for (let known = -1; known !== moving.size;) {
    known = moving.size;
    for (const view of views) {
      if (view.reads.some((key) => moving.has(key))) moving.add(formatName(view));
    }
  }
  return moving;
}
