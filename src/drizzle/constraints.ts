import { primaryKeyTwice, referenceMismatch, referenceMissing } from "../core/errors/drizzle.ts";
import { formatName } from "../core/schema/names.ts";
import type { Check, ForeignKey, PrimaryKey, ReferentialAction, Unique } from "../core/schema/schema.ts";
import { expressionText } from "./expressions.ts";
import { clip, constraintName } from "./naming.ts";
import { columnName, ownColumns, type TableReader } from "./reader.ts";
import {
  drizzleProperty,
  isAlias,
  tableNameOf,
  type ColumnShape,
  type ForeignKeyShape,
  type UniqueShape,
} from "./shapes.ts";

/** The primary key, said beside a column or by `primaryKey()`. */
export function readPrimaryKey(reader: TableReader): PrimaryKey | null {
  const { config, defaults, library } = reader;
  const inline = config.columns.filter((column) => column.primary);
  if (inline.length + config.primaryKeys.length > 1) throw primaryKeyTwice(reader.table, reader.origin);
  const [said] = config.primaryKeys;
  if (said !== undefined) {
    const columns = ownColumns(reader, "primary key", said.columns);
    return {
      ...constraintName(said.name ?? null, defaults.primaryKey(config.name, columns), library.dialect),
      columns,
      onConflict: null,
    };
  }
  const [column] = inline;
  return column === undefined
    ? null
    : { name: null, nameExplicit: false, columns: [columnName(reader, column)], onConflict: null };
}

/** Unique constraints, said beside a column or by `unique()`. */
export function readUniques(reader: TableReader): Unique[] {
  const { config, defaults, library } = reader;
  const inline = config.columns
    .filter((column) => column.isUnique)
    .map((column): Unique => {
      const fallback = defaults.columnUnique(config.name, column.name);
      return {
        ...constraintName(explicitUniqueName(reader, column), fallback, library.dialect),
        columns: [columnName(reader, column)],
        nullsNotDistinct: column.uniqueType === "not distinct",
        deferrable: null,
        onConflict: null,
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
      columns,
      nullsNotDistinct: unique.nullsNotDistinct === true,
      deferrable: null,
      onConflict: null,
    };
  });
  return [...inline, ...said];
}

/** Check constraints; their names are always given. */
export function readChecks({ config, library }: TableReader): Check[] {
  return config.checks.map((check) => ({
    name: clip(check.name, library.dialect),
    nameExplicit: true,
    expression: expressionText(library, check.value),
    validated: true,
  }));
}

/** Foreign keys, said beside a column or by `foreignKey()`. */
export function readForeignKeys(reader: TableReader): ForeignKey[] {
  return reader.config.foreignKeys.map((key) => readForeignKey(reader, key));
}

function readForeignKey(reader: TableReader, key: ForeignKeyShape): ForeignKey {
  const { config, defaults, library } = reader;
  const { name, columns: own, foreignTable, foreignColumns } = key.reference();
  const columns = ownColumns(reader, "foreign key", own);
  const target = tableNameOf(foreignTable);
  // An alias stands for its table.
  const real = {
    schema: target.schema,
    name: isAlias(foreignTable) ? String(drizzleProperty(foreignTable, "OriginalName")) : target.name,
  };
  const known = reader.columnsOf.get(formatName(real));
  const referenced = foreignColumns.map((column: ColumnShape | undefined) => {
    const text = column === undefined ? "undefined" : columnName(reader, column);
    const home = column === undefined ? null : tableNameOf(column.table);
    if (known?.has(text) !== true || home?.name !== target.name || home.schema !== target.schema) {
      throw referenceMissing(
        reader.table,
        columns,
        `refers to ${formatName(real)}.${text}, which does not exist`,
        reader.origin,
        null,
      );
    }
    return text;
  });
  if (columns.length !== referenced.length)
    throw referenceMismatch(reader.table, columns, referenced, reader.origin);
  return {
    ...constraintName(
      name ?? null,
      defaults.foreignKey(config.name, columns, real.name, referenced),
      library.dialect,
    ),
    columns,
    references: { schema: real.schema, table: clip(real.name, library.dialect), columns: referenced },
    onUpdate: action(key.onUpdate),
    onDelete: action(key.onDelete),
    onDeleteColumns: null,
    matchFull: false,
    deferrable: null,
    validated: true,
  };
}

function action(said: string | undefined): ReferentialAction | null {
  return said === undefined || said === "no action" ? null : (said as ReferentialAction);
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
