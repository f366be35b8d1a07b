import { formatName } from "../../src/core/schema/names.ts";
import type { Column, ForeignKey, Index, Schema, Sequence, Table } from "../../src/core/schema/schema.ts";
import { quote, type DialectName } from "./arbitrary-types.ts";

/** The statements that make a schema from nothing: plain, and sharing no code with the dialects. */
export function plainDdl(dialect: DialectName, schema: Schema): string[] {
  const enums = new Map(schema.enums.map((type) => [formatName(type), qualified(type)]));
  const typeName = (type: string): string => {
    const base = type.replace(/(\[\])+$/u, "");
    return (enums.get(base) ?? base) + type.slice(base.length);
  };
  return [
    ...schema.namespaces.map((name) => `CREATE SCHEMA ${quote(name)}`),
    ...schema.enums.map(
      (type) => `CREATE TYPE ${qualified(type)} AS ENUM (${type.values.map(literal).join(", ")})`,
    ),
    ...schema.sequences.map(createSequence),
    ...schema.tables.map((table) => createTable(dialect, table, typeName)),
    ...schema.tables.flatMap((table) => table.indexes.map((index) => createIndex(dialect, table, index))),
    ...(dialect === "sqlite"
      ? []
      : schema.tables.flatMap((table) =>
          table.foreignKeys.map((key) => `ALTER TABLE ${qualified(table)} ADD ${foreignKey(key)}`),
        )),
    ...(dialect === "sqlite" ? [] : schema.tables.flatMap(comments)),
    ...(dialect === "sqlite" ? [] : schema.tables.flatMap(security)),
    ...schema.views.map(
      (view) => `CREATE ${view.materialized ? "MATERIALIZED " : ""}VIEW ${qualified(view)} AS ${view.query}`,
    ),
  ];
}

function createTable(dialect: DialectName, table: Table, typeName: (type: string) => string): string {
  const auto = table.columns.find((column) => column.autoincrement);
  const lines = [
    ...table.columns.map((column) => columnLine(column, typeName, table.primaryKey?.name ?? null)),
    ...(table.primaryKey === null || auto !== undefined
      ? []
      : [`${named(table.primaryKey.name)}PRIMARY KEY (${list(table.primaryKey.columns)})`]),
    ...table.uniques.map(
      (unique) =>
        `${named(unique.name)}UNIQUE ${unique.nullsNotDistinct ? "NULLS NOT DISTINCT " : ""}(${list(unique.columns)})`,
    ),
    ...table.checks.map((check) => `${named(check.name)}CHECK (${check.expression})`),
    ...(dialect === "sqlite" ? table.foreignKeys.map(foreignKey) : []),
  ];
  const options = [table.strict ? "STRICT" : "", table.withoutRowid ? "WITHOUT ROWID" : ""].filter(
    (option) => option !== "",
  );
  return `CREATE TABLE ${qualified(table)} (${lines.join(", ")}) ${options.join(", ")}`;
}

function columnLine(column: Column, typeName: (type: string) => string, key: string | null): string {
  const { identity, generated } = column;
  const parts = [quote(column.name), typeName(column.type)];
  if (column.collation !== null) parts.push(`COLLATE ${column.collation}`);
  if (column.autoincrement)
    parts.push(...(key === null ? [] : [`CONSTRAINT ${quote(key)}`]), "PRIMARY KEY AUTOINCREMENT");
  if (!column.nullable) parts.push("NOT NULL");
  if (column.default !== null) parts.push(`DEFAULT (${column.default})`);
  if (generated !== null)
    parts.push(`GENERATED ALWAYS AS (${generated.expression}) ${generated.stored ? "STORED" : "VIRTUAL"}`);
  if (identity !== null) {
    const options = [
      identity.start === null ? "" : `START WITH ${identity.start}`,
      identity.increment === null ? "" : `INCREMENT BY ${identity.increment}`,
      identity.max === null ? "" : `MAXVALUE ${identity.max}`,
      identity.cache === null ? "" : `CACHE ${identity.cache}`,
      identity.cycle ? "CYCLE" : "NO CYCLE",
    ];
    parts.push(`GENERATED ${identity.always ? "ALWAYS" : "BY DEFAULT"} AS IDENTITY (${options.join(" ")})`);
  }
  return parts.join(" ");
}

function foreignKey(key: ForeignKey): string {
  const target = qualified({ schema: key.references.schema, name: key.references.table });
  const actions = `${key.onUpdate === null ? "" : ` ON UPDATE ${key.onUpdate}`}${key.onDelete === null ? "" : ` ON DELETE ${key.onDelete}`}`;
  return `${named(key.name)}FOREIGN KEY (${list(key.columns)}) REFERENCES ${target} (${list(key.references.columns)})${actions}`;
}

function createIndex(dialect: DialectName, table: Table, index: Index): string {
  const keys = index.keys.map((key) => {
    const nulls = key.nulls === null ? "" : ` NULLS ${key.nulls}`;
    return `${key.column === null ? `(${key.expression})` : quote(key.column)}${key.opclass === null ? "" : ` ${key.opclass}`}${key.descending ? " DESC" : ""}${nulls}`;
  });
  const using = dialect === "sqlite" ? "" : ` USING ${index.method}`;
  const include = index.include.length === 0 ? "" : ` INCLUDE (${list(index.include)})`;
  const options =
    index.with.length === 0
      ? ""
      : ` WITH (${index.with.map(([name, value]) => `${name} = ${value}`).join(", ")})`;
  const where = index.where === null ? "" : ` WHERE ${index.where}`;
  return `CREATE ${index.unique ? "UNIQUE " : ""}INDEX ${quote(index.name ?? "")} ON ${qualified(table)}${using} (${keys.join(", ")})${include}${options}${where}`;
}

function comments(table: Table): string[] {
  return [
    ...(table.comment === null ? [] : [`COMMENT ON TABLE ${qualified(table)} IS ${literal(table.comment)}`]),
    ...table.columns.flatMap((column) =>
      column.comment === null
        ? []
        : [`COMMENT ON COLUMN ${qualified(table)}.${quote(column.name)} IS ${literal(column.comment)}`],
    ),
  ];
}

function createSequence(sequence: Sequence): string {
  const option = (words: string, value: string | null): string =>
    value === null ? "" : ` ${words} ${value}`;
  return [
    `CREATE SEQUENCE ${qualified(sequence)} AS ${sequence.type}`,
    option("INCREMENT", sequence.increment),
    option("MINVALUE", sequence.min),
    option("MAXVALUE", sequence.max),
    option("START", sequence.start),
    option("CACHE", sequence.cache),
    sequence.cycle ? " CYCLE" : "",
  ].join("");
}

function security(table: Table): string[] {
  const name = qualified(table);
  return [
    ...(table.rowSecurity ? [`ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`] : []),
    ...(table.forcedRowSecurity ? [`ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`] : []),
    ...table.policies.map(
      (policy) =>
        `CREATE POLICY ${quote(policy.name)} ON ${name} AS ${policy.permissive ? "permissive" : "restrictive"} FOR ${policy.command} TO ${policy.roles.join(", ")}${policy.using === null ? "" : ` USING (${policy.using})`}${policy.check === null ? "" : ` WITH CHECK (${policy.check})`}`,
    ),
  ];
}

function qualified({ schema, name }: { readonly schema: string | null; readonly name: string }): string {
  return schema === null ? quote(name) : `${quote(schema)}.${quote(name)}`;
}

function named(name: string | null): string {
  return name === null ? "" : `CONSTRAINT ${quote(name)} `;
}

function list(columns: readonly string[]): string {
  return columns.map(quote).join(", ");
}

function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
