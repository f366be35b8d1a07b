import { sameData } from "../collections.ts";
import { make } from "../operations/make.ts";
import { createSequence } from "../operations/remake.ts";
import { sequencesMentioned } from "../schema/expressions.ts";
import { findColumn, findTable } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { OwnerColumn, Schema, Sequence } from "../schema/schema.ts";
import { unit, type Unit } from "./change.ts";
import { carry, matchByKey } from "./match.ts";

/** Compare the sequences, by name. One that goes with a column that is dropped needs no operation of its own. */
export function diffSequences(live: Schema, wanted: Schema): readonly Unit[] {
  const { both, gone, added } = matchByKey(live.sequences, wanted.sequences, formatName);
  return [
    ...both.flatMap(([from, to]) => alter(from, to)),
    ...added.flatMap((sequence) => createSequence(sequence).map((operation) => unit(operation))),
    ...gone
      .filter(({ ownedBy }) => ownedBy === null || isThere(wanted, ownedBy))
      .map((sequence) => unit(make.dropSequence(formatName(sequence)))),
  ];
}

/**
 * The wanted sequences with what Drizzle has no words for as it is: types and owners, and sequences that belong to a
 * column or that a default takes numbers of without their being declared.
 */
export function inheritSequences(live: Schema, wanted: Schema): readonly Sequence[] {
  const { both, gone } = matchByKey(live.sequences, wanted.sequences, formatName);
  const used = new Set(
    wanted.tables.flatMap(({ columns }) =>
      columns.flatMap((column) => (column.default === null ? [] : sequencesMentioned(column.default))),
    ),
  );
  return [
    ...carry(wanted.sequences, both, (from, to) => inherit(from, to, wanted)),
    ...gone.filter(({ ownedBy, ...sequence }) =>
      ownedBy === null ? used.has(formatName(sequence)) : isThere(wanted, ownedBy),
    ),
  ];
}

function inherit(live: Sequence, wanted: Sequence, schema: Schema): Sequence {
  const kept = live.ownedBy !== null && isThere(schema, live.ownedBy) ? live.ownedBy : null;
  return {
    ...wanted,
    type: wanted.type === "bigint" ? live.type : wanted.type,
    ownedBy: wanted.ownedBy ?? kept,
  };
}

function alter(from: Sequence, to: Sequence): readonly Unit[] {
  const name = formatName(to);
  const { schema: _schema, name: _name, ownedBy, ...options } = to;
  const changed = Object.entries(options).filter(([key, value]) => from[key as keyof Sequence] !== value);
  return [
    ...(changed.length === 0 ? [] : [unit(make.alterSequence(name, Object.fromEntries(changed)))]),
    ...(sameData(from.ownedBy, ownedBy) ? [] : [unit(make.alterSequence(name, { ownedBy }))]),
  ];
}

function isThere(schema: Schema, { schema: namespace, table, column }: OwnerColumn): boolean {
  const owner = findTable(schema, formatName({ schema: namespace, name: table }));
  return owner !== null && findColumn(owner, column) !== null;
}
