import { formatName } from "../schema/names.ts";
import type { Schema } from "../schema/schema.ts";
import { afterComments } from "../schema/tokens.ts";
import { wholeColumn, wholeTable, type Loss } from "./loss.ts";

const part = '(?:"(?:[^"]|"")+"|`[^`]+`|\\[[^\\]]+\\]|[\\p{L}_][\\p{L}\\p{N}_$]*)';
const name = `${part}(?:\\s*\\.\\s*${part})?`;
const dropTable = new RegExp(`^DROP\\s+TABLE\\s+(?:IF\\s+EXISTS\\s+)?(${name}(?:\\s*,\\s*${name})*)`, "iu");
const truncate = new RegExp(`^TRUNCATE\\s+(?:TABLE\\s+)?(?:ONLY\\s+)?(${name}(?:\\s*,\\s*${name})*)`, "iu");
const deleteAll = new RegExp(
  `^DELETE\\s+FROM\\s+(?:ONLY\\s+)?(${name})(?:\\s+(?:AS\\s+)?\\w+)?\\s*;?\\s*$`,
  "iu",
);
const alterTable = new RegExp(`^ALTER\\s+TABLE\\s+(?:IF\\s+EXISTS\\s+)?(?:ONLY\\s+)?(${name})\\s`, "iu");
const dropColumn = new RegExp(
  `\\bDROP\\s+(?!CONSTRAINT\\b|DEFAULT\\b|NOT\\b|EXPRESSION\\b|IDENTITY\\b)(?:COLUMN\\s+)?(?:IF\\s+EXISTS\\s+)?(${part})`,
  "giu",
);
const dropSchema = new RegExp(
  `^DROP\\s+SCHEMA\\s+(?:IF\\s+EXISTS\\s+)?(${part}(?:\\s*,\\s*${part})*)[^;]*\\bCASCADE\\b`,
  "iu",
);

/** What one statement of plain SQL takes away: dropped or emptied tables, dropped columns. */
export function lossesOfSql(statement: string, before: Schema): readonly Loss[] {
  const sql = afterComments(statement);
  const dropped = names(dropTable.exec(sql)?.[1]);
  const truncated = names(truncate.exec(sql)?.[1]);
  const emptied = [...truncated, ...names(deleteAll.exec(sql)?.[1])];
  const isCascade = truncated.length > 0 && /\bCASCADE\b/iu.test(sql);
  const schemas = names(dropSchema.exec(sql)?.[1]);
  const altered = names(alterTable.exec(sql)?.[1])[0];
  const columns =
    altered === undefined ? [] : [...sql.matchAll(dropColumn)].flatMap((match) => names(match[1]));
  return [
    ...dropped.map((table) => wholeTable(`drops table ${table}`, table)),
    ...emptied.map((table) => wholeTable(`empties table ${table}`, table)),
    ...takenAlong(before, emptied, isCascade ? "truncate" : "delete"),
    ...before.tables
      .filter(({ schema }) => schema !== null && schemas.includes(schema))
      .map(formatName)
      .map((table) => wholeTable(`drops table ${table} with its schema`, table)),
    ...columns.map((column) => wholeColumn(`drops column ${altered ?? ""}.${column}`, altered ?? "", column)),
  ];
}

/** What refers to rows that go, and goes with them or loses its values, as the foreign keys say. */
function takenAlong(before: Schema, emptied: readonly string[], how: "truncate" | "delete"): readonly Loss[] {
  const gone = new Set(emptied);
  const losses: Loss[] = [];
  // A set gives what is added while it is walked.
  for (const parent of gone) {
    for (const table of before.tables) {
      const child = formatName(table);
      for (const { columns, references, onDelete, onDeleteColumns } of table.foreignKeys) {
        const target = formatName({ schema: references.schema, name: references.table });
        if (target !== parent || gone.has(child)) continue;
        if (how === "truncate" || onDelete === "cascade") {
          gone.add(child);
          losses.push(wholeTable(`takes rows of ${child} along, which refer to ${parent}`, child));
        } else if (onDelete === "set null" || onDelete === "set default") {
          for (const column of onDeleteColumns ?? columns)
            losses.push(
              wholeColumn(
                `takes values of ${child}.${column} along, which refer to ${parent}`,
                child,
                column,
              ),
            );
        }
      }
    }
  }
  return losses;
}

/** Names of a list as in names.ts; `public` and `main` are the namespaces that go without saying. */
function names(list: string | undefined): readonly string[] {
  const found = list?.match(new RegExp(name, "gu")) ?? [];
  return found.map((each) => {
    const [first = "", second] = (each.match(new RegExp(part, "gu")) ?? []).map(plain);
    if (second === undefined) return formatName({ schema: null, name: first });
    return formatName({ schema: first === "public" || first === "main" ? null : first, name: second });
  });
}

/** PostgreSQL folds what is not quoted to lower case; SQLite does not care. */
function plain(text: string): string {
  if (text.startsWith('"')) return text.slice(1, -1).replaceAll('""', '"');
  if (text.startsWith("`") || text.startsWith("[")) return text.slice(1, -1);
  return text.toLowerCase();
}
