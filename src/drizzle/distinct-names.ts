import { createHash } from "node:crypto";
import { formatName } from "../core/schema/names.ts";
import type { ConstraintName, Table } from "../core/schema/schema.ts";
import { clip } from "./naming.ts";

/**
 * The tables with default names that something else has already made distinct: names that are cut to what the
 * engine keeps may become the same.
 */
export function distinctNames(tables: readonly Table[]): readonly Table[] {
  const relations = new Set(tables.map(formatName));
  const backed = (table: Table): readonly ConstraintName[] => [
    ...(table.primaryKey === null ? [] : [table.primaryKey]),
    ...table.uniques,
    ...table.indexes,
  ];
  const key = (table: Table, name: string): string => formatName({ schema: table.schema, name });
  for (const table of tables)
    for (const { name, nameExplicit } of backed(table))
      if (nameExplicit && name !== null) relations.add(key(table, name));

  return tables.map((table) => {
    const constraints = new Set(
      [...table.checks, ...table.foreignKeys].flatMap(({ name, nameExplicit }) =>
        nameExplicit && name !== null ? [name] : [],
      ),
    );
    const distinct = <T extends ConstraintName>(item: T, isRelation: boolean): T => {
      if (item.nameExplicit || item.name === null) return item;
      const taken = (name: string): boolean =>
        constraints.has(name) || (isRelation && relations.has(key(table, name)));
      const name = taken(item.name) ? hashed(item.name, item) : item.name;
      constraints.add(name);
      if (isRelation) relations.add(key(table, name));
      return { ...item, name };
    };
    return {
      ...table,
      primaryKey: table.primaryKey === null ? null : distinct(table.primaryKey, true),
      uniques: table.uniques.map((item) => distinct(item, true)),
      indexes: table.indexes.map((item) => distinct(item, true)),
      foreignKeys: table.foreignKeys.map((item) => distinct(item, false)),
    };
  });
}

/** The name with a hash of what it stands for at its end. */
function hashed(name: string, item: ConstraintName): string {
  const hash = createHash("sha256").update(JSON.stringify(item)).digest("hex").slice(0, 8);
  return `${clip(name, "postgresql", 54)}_${hash}`;
}
