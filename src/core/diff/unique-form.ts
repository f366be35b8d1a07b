import { sameData } from "../collections.ts";
import type { Index, Table, Unique } from "../schema/schema.ts";

/**
 * The wanted table with every unique index that is a unique constraint in the live one, and the other way
 * round, in the live form: to SQLite both are one thing.
 */
export function oneForm(live: Table, wanted: Table): Table {
  const indexesOf = (columns: readonly string[], table: Table): readonly Index[] =>
    table.indexes.filter((index) => sameData(plainColumns(index), columns));
  const isUnique = (columns: readonly string[], table: Table): Unique | undefined =>
    table.uniques.find((unique) => sameData(unique.columns, columns));

  const toIndex = wanted.uniques.flatMap((unique): (readonly [Unique, Index])[] => {
    const [there, said] = [indexesOf(unique.columns, live), indexesOf(unique.columns, wanted)];
    // One that the wanted table has in addition to the constraint is not the constraint.
    const index = there.find(({ name }) => !said.some((other) => other.name === name));
    const isFree = index !== undefined && there.length > said.length && !isUnique(unique.columns, live);
    if (!isFree) return [];
    const givesWay = wanted.indexes.some(({ name }) => name === index.name);
    return [[unique, givesWay ? { ...index, name: unique.name, nameExplicit: unique.nameExplicit } : index]];
  });
  const toUnique = wanted.indexes.flatMap((index): (readonly [Index, Unique])[] => {
    const columns = plainColumns(index);
    if (columns === null || indexesOf(columns, live).length > 0 || isUnique(columns, wanted)) return [];
    const unique = isUnique(columns, live);
    return unique === undefined ? [] : [[index, unique]];
  });

  const gone = new Set<unknown>([...toIndex, ...toUnique].map(([from]) => from));
  return {
    ...wanted,
    uniques: [...wanted.uniques.filter((each) => !gone.has(each)), ...toUnique.map(([, to]) => to)],
    indexes: [...wanted.indexes.filter((each) => !gone.has(each)), ...toIndex.map(([, to]) => to)],
  };
}

/** The columns of a unique index that means no more than a unique constraint of them; else null. */
function plainColumns(index: Index): readonly string[] | null {
  if (!index.unique || index.where !== null) return null;
  const columns = index.keys.flatMap(({ column, collation }) =>
    column === null || collation !== null ? [] : [column],
  );
  return columns.length === index.keys.length ? columns : null;
}
