import type { Index, Table } from "../../schema/schema.ts";
import { sameLabel } from "../equality.ts";
import { inheritTraits } from "./traits.ts";

/** What makes two indexes the same, the surest first. */
export const indexMeasures: readonly ((a: Index, b: Index) => boolean)[] = [
  (a: Index, b: Index): boolean => sameLabel(a, b) && sameKeys(a, b),
  (a: Index, b: Index): boolean =>
    sameKeys(a, b) &&
    a.where === b.where &&
    a.keys.every((key, position) => key.expression === b.keys[position]?.expression),
  sameLabel,
];

/** An index with what Drizzle cannot say of it as the live one has it. */
export function inheritIndex(live: Index, wanted: Index, table: Table): Index {
  const collation = (column: string | null): string | null =>
    live.keys.find((key) => key.column === column)?.collation ?? null;
  const columns = wanted.keys.map(({ column }) => column);
  const { include, clustered, replicaIdentity } = inheritTraits(live, wanted, table, columns);
  const isWhole = wanted.where === null;
  return {
    ...wanted,
    nullsNotDistinct: wanted.nullsNotDistinct || (wanted.unique && live.nullsNotDistinct),
    comment: wanted.comment ?? live.comment,
    include,
    clustered: clustered && isWhole && wanted.method === live.method,
    replicaIdentity: replicaIdentity && isWhole && wanted.unique,
    keys: wanted.keys.map((key) =>
      key.column === null ? key : { ...key, collation: key.collation ?? collation(key.column) },
    ),
  };
}

function sameKeys(a: Index, b: Index): boolean {
  return (
    a.unique === b.unique &&
    a.method === b.method &&
    a.keys.length === b.keys.length &&
    a.keys.every((key, position) => key.column === b.keys[position]?.column)
  );
}
