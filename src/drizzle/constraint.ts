import { expressionText } from "./expressions.ts";
import { clip, constraintName } from "./naming.ts";
import { columnName, ownColumns, type TableReader } from "./reader.ts";
import type { ColumnShape, UniqueShape } from "./shapes.ts";
import type { Check, Unique } from "../core/schema/schema.ts";
import { usualCheck, usualUnique } from "../core/schema/usual.ts";

/** Unique constraints, declared on a column or by `unique()`. */
export function readUniques(reader: TableReader): Unique[] {
  const { config, defaults, library } = reader;
  const inline = config.columns
    .filter((column) => column.isUnique)
    .map((column): Unique => {
      const fallback = defaults.columnUnique(config.name, column.name);
      return {
        ...constraintName(explicitUniqueName(reader, column), fallback, library.dialect),
        ...usualUnique,
        columns: [columnName(reader, column)],
        nullsNotDistinct: column.uniqueType === "not distinct",
      };
    });
  const said = config.uniqueConstraints.map((unique): Unique => {
    const columns = ownColumns(reader, "unique constraint", unique.columns);
    const keys = unique.columns.map((column) => column.name);
    return {
      ...constraintName(
        givenUniqueName(unique, config.name, keys),
        defaults.unique(config.name, columns, keys),
        library.dialect,
      ),
      ...usualUnique,
      columns,
      nullsNotDistinct: unique.nullsNotDistinct === true,
    };
  });
  return [...inline, ...said];
}

/** Check constraints; their names are always given. */
export function readChecks({ config, library }: TableReader): Check[] {
  return config.checks.map((check) => ({
    name: clip(check.name, library.dialect),
    nameExplicit: true,
    ...usualCheck,
    expression: expressionText(library, check.value),
  }));
}

/**
 * The name that a user gave to `.unique()`. 0.45 fills in a default, and when a builder is shared between
 * tables it is the default of the first of them: that is no given name either.
 */
function explicitUniqueName({ tableNames }: TableReader, column: ColumnShape): string | null {
  const name = column.uniqueName;
  if (name === undefined) return null;
  const ending = `_${column.name}_unique`;
  return name.endsWith(ending) && tableNames.has(name.slice(0, -ending.length)) ? null : name;
}

function givenUniqueName(unique: UniqueShape, table: string, keys: readonly string[]): string | null {
  const explicit = unique.isNameExplicit ?? unique.name !== [table, ...keys, "unique"].join("_");
  return explicit ? (unique.name ?? null) : null;
}
