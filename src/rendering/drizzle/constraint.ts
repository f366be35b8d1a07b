import { targetOf } from "../../core/schema/lookup.ts";
import { formatName } from "../../core/schema/names.ts";
import type { Check, ForeignKey, PrimaryKey, Table, Unique } from "../../core/schema/schema.ts";
import { callOf, data, member, text, type Source } from "./source.ts";

/** A table that is being written. */
export interface TableSource {
  readonly source: Source;
  readonly table: Table;
  /** The keys of its columns by their names. */
  readonly keys: ReadonlyMap<string, string>;
}

/** What is known of the other tables of the module. */
export interface Neighbours {
  /** The keys of the columns of a table by its name; null where it is not declared. */
  readonly keysOf: (table: string) => ReadonlyMap<string, string> | null;
  /** Whether a table is declared before another, both by their names. */
  readonly isBefore: (table: string, other: string) => boolean;
}

/** Columns of the table as its constraints name them: `table.id`. */
export function ownColumns({ keys }: TableSource, columns: readonly string[]): readonly string[] {
  return columns.map((name) => member("table", keys.get(name) ?? name));
}

/** Whether somebody chose the name: it is none that an engine or Drizzle makes up. */
export function isNamed(name: string | null, usual: readonly string[]): boolean {
  return name !== null && !usual.includes(name);
}

/** A primary key that is declared for the whole table. */
export function primaryKeySource(own: TableSource, { name, columns }: PrimaryKey): string {
  const usual = [`${own.table.name}_pkey`, `${own.table.name}_${columns.join("_")}_pk`];
  const named = isNamed(name, usual) ? `, name: ${text(name ?? "")}` : "";
  return `${own.source.use("primaryKey")}({ columns: [${ownColumns(own, columns).join(", ")}]${named} })`;
}

/** A unique constraint that is declared for the whole table. */
export function uniqueSource(own: TableSource, { name, columns, nullsNotDistinct }: Unique): string {
  const usual = ["key", "unique"].map((end) => `${own.table.name}_${columns.join("_")}_${end}`);
  const maker = callOf(own.source.use("unique"), isNamed(name, usual) ? text(name ?? "") : null);
  const on = `${maker}.on(${ownColumns(own, columns).join(", ")})`;
  return nullsNotDistinct && own.source.dialect === "postgresql" ? `${on}.nullsNotDistinct()` : on;
}

/** A check; Drizzle knows none without a name. */
export function checkSource({ source, table }: TableSource, { name, expression }: Check, at: number): string {
  return callOf(
    source.use("check"),
    text(name ?? `${table.name}_check${at === 0 ? "" : at + 1}`),
    source.sql(expression),
  );
}

/** A foreign key that is declared for the whole table. */
export function foreignKeySource(own: TableSource, key: ForeignKey, neighbours: Neighbours): string {
  const target = targetOf(key);
  const isSelf = target === formatName(own.table);
  const theirs = isSelf ? own.keys : neighbours.keysOf(target);
  const other = isSelf ? "table" : nameOfTarget(own, key);
  const columns = key.references.columns.map((name) => member(other, theirs?.get(name) ?? name));
  const usual = `${own.table.name}_${key.columns.join("_")}_fkey`;
  const parts = [
    ...(isNamed(key.name, [usual]) ? [`name: ${text(key.name ?? "")}`] : []),
    `columns: [${ownColumns(own, key.columns).join(", ")}]`,
    `foreignColumns: [${columns.join(", ")}]`,
  ];
  const actions = [
    ...(key.onUpdate === null ? [] : [`.onUpdate(${text(key.onUpdate)})`]),
    ...(key.onDelete === null ? [] : [`.onDelete(${text(key.onDelete)})`]),
  ];
  return `${own.source.use("foreignKey")}({ ${parts.join(", ")} })${actions.join("")}`;
}

/** A foreign key that is written inline with its column. */
export function referenceSource(own: TableSource, key: ForeignKey, neighbours: Neighbours): string {
  const { source, table } = own;
  const target = targetOf(key);
  const isSelf = target === formatName(table);
  const [column = ""] = key.references.columns;
  const theirs = (isSelf ? own.keys : neighbours.keysOf(target))?.get(column) ?? column;
  // What is declared later, or is being declared, has no type yet.
  const anyColumn = source.dialect === "postgresql" ? "AnyPgColumn" : "AnySQLiteColumn";
  const isKnown = !source.typed || neighbours.isBefore(target, formatName(table));
  const typed = isKnown ? "" : `: ${source.useType(anyColumn)}`;
  const options = data({ onUpdate: key.onUpdate, onDelete: key.onDelete });
  return callOf(".references", `()${typed} => ${member(nameOfTarget(own, key), theirs)}`, options);
}

function nameOfTarget({ source }: TableSource, { references }: ForeignKey): string {
  return source.of("table", { schema: references.schema, name: references.table });
}
