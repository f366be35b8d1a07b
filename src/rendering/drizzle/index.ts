import type { Index, IndexKey } from "../../core/schema/schema.ts";
import { quoted } from "../../core/sql/written-name.ts";
import { ownColumns, type TableSource } from "./constraint.ts";
import { callOf, property, text } from "./source.ts";

/** An index. */
export function indexSource(own: TableSource, index: Index): string {
  const { source } = own;
  const maker = callOf(
    source.use(index.unique ? "uniqueIndex" : "index"),
    index.name === null ? null : text(index.name),
  );
  const keys = index.keys.map((key) => keySource(own, key));
  const on =
    index.method === "btree" ? callOf(".on", ...keys) : callOf(".using", text(index.method), ...keys);
  const settings = index.with.map(([name, value]) => `${property(name)}: ${settingSource(value)}`);
  return [
    maker,
    on,
    settings.length === 0 ? "" : `.with({ ${settings.join(", ")} })`,
    index.where === null ? "" : `.where(${source.sql(index.where)})`,
  ].join("");
}

/** A value of a storage parameter. */
export function settingSource(value: string): string {
  return /^(?:true|false|\d{1,9}(?:\.\d{1,6})?)$/u.test(value) ? value : text(value);
}

/** A key: the column, with what Drizzle has words for; else all of it as SQL. */
function keySource(own: TableSource, key: IndexKey): string {
  const { source } = own;
  const isPlain =
    key.collation === null && !(source.dialect === "sqlite" && (key.descending || key.nulls !== null));
  const hasOperators = key.opclass === null || /^\w+$/u.test(key.opclass);
  if (key.column !== null && isPlain && hasOperators) {
    return [
      ...ownColumns(own, [key.column]),
      key.descending ? ".desc()" : "",
      // To Drizzle NULL comes last in either order, to PostgreSQL first in a descending one.
      (key.nulls ?? (key.descending ? "first" : "last")) === "first" ? ".nullsFirst()" : "",
      key.opclass === null ? "" : `.op(${text(key.opclass)})`,
    ].join("");
  }
  const what = key.column === null ? enclosed(key.expression ?? "") : quoted(key.column);
  return source.sql(
    [
      what,
      key.collation === null ? "" : ` collate ${quoted(key.collation)}`,
      key.opclass === null ? "" : ` ${key.opclass}`,
      key.descending ? " desc" : "",
      key.nulls === null ? "" : ` nulls ${key.nulls}`,
    ].join(""),
  );
}

/** An expression that is more than a call is put in parentheses in an index. */
function enclosed(expression: string): string {
  return /^[\w.]+\([^()]*\)$/u.test(expression) ? expression : `(${expression})`;
}
