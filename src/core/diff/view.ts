import { sameData } from "../collections.ts";
import { make } from "../operations/make.ts";
import type { ViewChange } from "../operations/spec.ts";
import { formatName } from "../schema/names.ts";
import type { Schema, View } from "../schema/schema.ts";
import { sparseView } from "../schema/sparse.ts";
import { unit, type Unit } from "./change.ts";
import { equalityOf, mentionsAny } from "./equality.ts";
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
 * Compare the views, by name; a changed one is made again, with all that read it. So is one that reads
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
  const changed = both.filter(
    ([from, to]) =>
      from.reads.some((key) => renamed.has(key) || mentionsAny(from.query, replaced.get(key) ?? none)) ||
      !alike.view(from, to),
  );
  const moving = withReaders(live, [...gone, ...changed.map(([from]) => from)].map(formatName));
  const create = (view: View): Unit => unit(make.createView(sparseView(view)));
  const drop = (view: View): Unit => unit(make.dropView(formatName(view)));
  const remade = both.filter(([from]) => moving.has(formatName(from)));
  const altered = both.filter(([from]) => !moving.has(formatName(from))).flatMap(alter);
  return {
    drops: [...remade.map(([from]) => from), ...gone].map(drop),
    dropped: new Set([...remade.map(([from]) => from), ...gone].map(formatName)),
    creates: [...[...remade.map(([, to]) => to), ...added].map(create), ...altered],
  };
}

const none: ReadonlySet<string> = new Set();

/** What can be changed of a view without making it again. */
function alter([from, to]: readonly [View, View]): readonly Unit[] {
  const change: ViewChange = {
    ...(sameData(from.with, to.with) ? {} : { with: to.with }),
    ...(from.accessMethod === to.accessMethod ? {} : { accessMethod: to.accessMethod }),
    ...(from.tablespace === to.tablespace ? {} : { tablespace: to.tablespace }),
  };
  return Object.keys(change).length === 0 ? [] : [unit(make.alterView(formatName(to), change))];
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
