import { hazard, type Hazard } from "../../operations/hazard.ts";
import { mentionsColumn } from "../../schema/expressions.ts";
import { indexNeeds } from "../../operations/column-changes.ts";
import { findTable } from "../../schema/lookup.ts";
import { formatName } from "../../schema/names.ts";
import type { Schema } from "../../schema/schema.ts";
import type { Entry, Scene } from "../scene.ts";
import { before, callOf, operationOf, tableOfAct, type Look } from "./look.ts";

/** What rules say of SQLite's ways. */
export const lookAtSqlite: Look = (entry, at, scene) => {
  if (scene.lexical.dialect !== "sqlite") return [];
  const bySql = entry.act.said.sql !== null;
  return [
    ...unknownTypes(entry),
    ...(bySql ? [...refused(entry), ...renamedAway(entry, at, scene)] : []),
    ...work(entry, at, scene),
  ];
};

/** Types that no other database knows either. */
function unknownTypes(entry: Entry): readonly Hazard[] {
  const [made] = callOf(entry, "createTable") ?? [];
  const [on, added] = callOf(entry, "addColumn") ?? [];
  const [changed, column, change] = callOf(entry, "alterColumn") ?? [];
  const said = [
    ...(made?.columns ?? []).map(({ name, type }) => [made?.name, name, type] as const),
    ...(added === undefined ? [] : [[on, added.name, added.type] as const]),
    ...(change?.type === undefined ? [] : [[changed, column, change.type] as const]),
  ];
  return said.flatMap(([table, name, type]) => {
    const words = type
      .toLowerCase()
      .replaceAll(/\(.*\)/gu, " ")
      .split(/\s+/u)
      .filter((word) => word !== "");
    const strange = words.find((word) => !typeWords.has(word));
    return strange === undefined
      ? []
      : [hazard("unknown-type", `${type} of ${table}.${name} is no known type`)];
  });
}

/** The words of types of SQL and of the databases that people know. */
const typeWords: ReadonlySet<string> = new Set(
  (
    "any big bigint bigserial binary bit blob bool boolean bytea byte bytes char character cidr clob date datetime " +
    "datetime2 datetimeoffset dec decimal double enum f16_blob f32_blob f64_blob f8_blob f1bit_blob fixed float " +
    "float4 float8 geometry guid inet int int2 int4 int8 integer interval json jsonb large long longblob longtext " +
    "mediumblob mediumint mediumtext money national native nchar nclob number numeric nvarchar object point " +
    "precision real serial set signed smallint smallserial string text time timestamp timestamptz timetz tinyblob " +
    "tinyint tinytext unsigned uuid varbinary varchar varchar2 varying vector with without xml year zone"
  ).split(" "),
);

/** The rows that are written again. */
function work(entry: Entry, at: number, scene: Scene): readonly Hazard[] {
  const operation = operationOf(entry);
  const table = tableOfAct(entry);
  if (operation === null || table === null || operation.kind === "createTable" || scene.isNew(table, at))
    return [];
  const rebuilt = entry.act.said.sql === null && scene.facts.rebuilds(operation, entry.before);
  if (!rebuilt)
    return operation.kind === "dropColumn"
      ? [hazard("rows-rewritten", `every row of ${table} is written again`)]
      : [];
  const shares = before(at, scene)
    .slice(-1)
    .some(
      (each) =>
        tableOfAct(each) === table &&
        operationOf(each) !== null &&
        scene.facts.rebuilds(operationOf(each) ?? operation, each.before),
    );
  return shares ? [] : [hazard("table-rebuilt", `${table} is rebuilt, and every row of it copied`)];
}

/** What ALTER TABLE refuses. */
function refused(entry: Entry): readonly Hazard[] {
  const [on, column] = callOf(entry, "addColumn") ?? [];
  if (on !== undefined && column !== undefined) {
    const { default: filled = null, generated = null, nullable } = column;
    const why =
      generated?.stored === true
        ? "it is STORED"
        : filled !== null && /^(?:\(|current_)/iu.test(filled)
          ? `its default ${filled} is no constant`
          : nullable === false && generated === null && (filled === null || /^null$/iu.test(filled))
            ? "it is NOT NULL without a default"
            : null;
    return why === null
      ? []
      : [hazard("refused-add-column", `${on}.${column.name} is refused, since ${why}`)];
  }
  if (entry.act.said.inline && operationOf(entry)?.kind !== "createCheckConstraint") {
    const kind = operationOf(entry)?.kind;
    if (kind === "createPrimaryKey" || kind === "createUniqueConstraint")
      return [hazard("refused-add-column", "a column cannot be added with UNIQUE or PRIMARY KEY")];
    return [];
  }
  const [table, gone] = callOf(entry, "dropColumn") ?? [];
  if (table !== undefined && gone !== undefined) {
    const user = userOf(entry.before, table, gone);
    return user === null ? [] : [hazard("refused-drop-column", `${table}.${gone} is in ${user}`)];
  }
  const kind = operationOf(entry)?.kind;
  return kind === "alterColumn" ||
    kind === "dropConstraint" ||
    (kind === "createCheckConstraint" && !entry.act.said.inline)
    ? [hazard("newer-sqlite", `${tableOfAct(entry) ?? "the table"} is changed by ALTER TABLE`)]
    : [];
}

/** What holds a column of a table, in words. */
function userOf(schema: Schema, name: string, column: string): string | null {
  const table = findTable(schema, name);
  if (table === null) return null;
  const index = table.indexes.find((each) => indexNeeds(each, column));
  if (index !== undefined) return `the index ${index.name ?? ""}`;
  if (table.primaryKey?.columns.includes(column) === true) return "the primary key";
  if (table.uniques.some(({ columns }) => columns.includes(column))) return "a unique constraint";
  if (table.checks.some(({ expression }) => mentionsColumn(expression, column))) return "a check";
  if (table.foreignKeys.some(({ columns }) => columns.includes(column))) return "a foreign key";
  const trigger = table.triggers.find(({ sql }) => mentionsColumn(sql, column));
  if (trigger !== undefined) return `the trigger ${trigger.name}`;
  const view = schema.views.find(
    ({ reads, query }) => reads.includes(formatName(table)) && mentionsColumn(query, column),
  );
  return view === undefined ? null : `the view ${view.name}`;
}

/** A table that is renamed away and recreated. */
function renamedAway(entry: Entry, at: number, scene: Scene): readonly Hazard[] {
  const [made] = callOf(entry, "createTable") ?? [];
  const away =
    made !== undefined && before(at, scene).some((each) => callOf(each, "renameTable")?.[0] === made.name);
  return away
    ? [hazard("renamed-before-rebuild", `what refers to ${made.name} has followed it to its other name`)]
    : [];
}
