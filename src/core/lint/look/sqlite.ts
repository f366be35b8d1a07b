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
  return [...(bySql ? [...refused(entry), ...renamedAway(entry, at, scene)] : []), ...work(entry, at, scene)];
};

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
  return shares ? [] : [hazard("table-rebuilt", `${table} is made anew, and every row of it copied`)];
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
  if (entry.act.said.beside && operationOf(entry)?.kind !== "createCheckConstraint") {
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
    (kind === "createCheckConstraint" && !entry.act.said.beside)
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

/** A table that is renamed away and made anew. */
function renamedAway(entry: Entry, at: number, scene: Scene): readonly Hazard[] {
  const [made] = callOf(entry, "createTable") ?? [];
  const away =
    made !== undefined && before(at, scene).some((each) => callOf(each, "renameTable")?.[0] === made.name);
  return away
    ? [hazard("renamed-before-rebuild", `what refers to ${made.name} has followed it to its other name`)]
    : [];
}
