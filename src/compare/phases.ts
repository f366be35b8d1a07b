import { unique } from "../core/collections.ts";
import { columnKey, isShape, tableKey } from "../core/operations/keys.ts";
import { namesMentioned } from "../core/schema/expressions.ts";
import { nameOf } from "../core/schema/lookup.ts";
import { dependenciesOf } from "../core/operations/dependencies.ts";
import type { Operation } from "../core/operations/operations.ts";
import { seesData } from "../core/operations/subject.ts";
import type { Schema } from "../core/schema/schema.ts";
import { commonSql } from "../core/sql/lexical.ts";
import { firstTokens, isWord } from "../core/sql/tokens.ts";

/** An operation on its way into a revision. */
export interface Phased {
  readonly operation: Operation;
  /** The structure that it starts from. */
  readonly before: Schema;
  /** Whether it needs a revision without a transaction. */
  readonly alone: boolean;
  /** The label that it adds, where that must be committed before it is used; else null. */
  readonly label: string | null;
}

/** Operations as revisions that come one after the other. */
export interface Phases<T> {
  readonly phases: readonly (readonly T[])[];
  /** Those whose label another one uses. */
  readonly first: ReadonlySet<T>;
}

/**
 * Divide operations into those that can be one transaction and those that cannot, in as few phases as what they
 * need of each other allows; those of a phase stay in their order.
 */
export function inPhases<T extends Phased>(
  items: readonly T[],
  usesLabel: (operation: Operation, label: string) => boolean,
): Phases<T> {
  const first = new Set<T>();
  const levels: number[] = [];
  const touched = items.map(touchedBy);
  for (const [at, item] of items.entries()) {
    let level = 0;
    for (const [earlier, other] of items.slice(0, at).entries()) {
      const uses = other.label !== null && usesLabel(item.operation, other.label);
      if (uses) first.add(other);
      if (!uses && !mustFollow(touched[at], touched[earlier])) continue;
      level = Math.max(level, (levels[earlier] ?? 0) + (uses ? 1 : 0));
    }
    // Even levels are transactions, odd ones are not.
    levels.push(level % 2 === (item.alone ? 1 : 0) ? level : level + 1);
  }
  const phases = [...new Set(levels)].sort((a, b) => a - b);
  return { phases: phases.map((level) => items.filter((_, at) => levels[at] === level)), first };
}

/** What an operation asks for, and what is another after it. */
interface Touched {
  readonly needs: ReadonlySet<string>;
  readonly changes: ReadonlySet<string>;
}

/** Null: nobody can know. */
function touchedBy({ operation, before }: Phased): Touched | null {
  if (operation.kind === "execute" && isWord(firstTokens(operation.args[0], commonSql, 1)[0], "UPDATE"))
    return touchedByUpdate(operation.args[0]);
  if (seesData(operation)) return null;
  const { needs, provides, changes, releases, destroys } = dependenciesOf(operation, before);
  return { needs: new Set(needs), changes: new Set([...provides, ...changes, ...releases, ...destroys]) };
}

/** An update, which is what fills a column: it changes no more than the columns that it names. */
function touchedByUpdate(sql: string): Touched {
  const names = unique(namesMentioned(sql));
  const columns = names.flatMap((table) => names.map((column) => columnKey(table, nameOf(column).name)));
  return { needs: new Set(names.map(tableKey)), changes: new Set(columns) };
}

function mustFollow(later: Touched | null | undefined, earlier: Touched | null | undefined): boolean {
  if (later == null || earlier == null) return true;
  return (
    share(later.needs, earlier.changes) ||
    share(later.changes, earlier.needs) ||
    // All changes of columns change the shape of their table, in whichever order.
    share(later.changes, earlier.changes, (key) => !isShape(key))
  );
}

function share(
  a: ReadonlySet<string>,
  b: ReadonlySet<string>,
  counts: (key: string) => boolean = () => true,
): boolean {
  for (const key of a) if (b.has(key) && counts(key)) return true;
  return false;
}
