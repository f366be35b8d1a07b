import { make } from "../operations/make.ts";
import { formatName } from "../schema/names.ts";
import type { Schema, View } from "../schema/schema.ts";
import { sparseView } from "../schema/sparse.ts";
import { unit, type Unit } from "./change.ts";
import { likenessOf } from "./likeness.ts";
import { matchByKey } from "./match.ts";
import type { DiffRules } from "./rules.ts";

/** Compare the views, by name; a changed one is made again, with all that read it. */
export function diffViews(live: Schema, wanted: Schema, rules: DiffRules): readonly Unit[] {
  const { both, gone, added } = matchByKey(live.views, wanted.views, formatName);
  const alike = likenessOf(rules);
  const moving = withReaders(
    live,
    [...gone, ...both.filter(([from, to]) => !alike.view(from, to)).map(([from]) => from)].map(formatName),
  );
  const create = (view: View): Unit => unit(make.createView(sparseView(view)));
  const drop = (view: View): Unit => unit(make.dropView(formatName(view)));
  return [
    ...both
      .filter(([from]) => moving.has(formatName(from)))
      .flatMap(([from, to]) => [drop(from), create(to)]),
    ...gone.map(drop),
    ...added.map(create),
  ];
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
