import { formatName } from "../schema/names.ts";
import type { Schema } from "../schema/schema.ts";
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
  const sql = statement.replace(/^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/u, "");
  const dropped = names(dropTable.exec(sql)?.[1]);
  const emptied = names(truncate.exec(sql)?.[1] ?? deleteAll.exec(sql)?.[1]);
  const schemas = names(dropSchema.exec(sql)?.[1]);
  const altered = names(alterTable.exec(sql)?.[1])[0];
  const columns =
    altered === undefined ? [] : [...sql.matchAll(dropColumn)].flatMap((match) => names(match[1]));
  return [
    ...dropped.map((table) => wholeTable(`drops table ${table}`, table)),
    ...emptied.map((table) => wholeTable(`empties table ${table}`, table)),
    ...before.tables
      .filter(({ schema }) => schema !== null && schemas.includes(schema))
      .map(formatName)
      .map((table) => wholeTable(`drops table ${table} with its schema`, table)),
    ...columns.map((column) => wholeColumn(`drops column ${altered ?? ""}.${column}`, altered ?? "", column)),
  ];
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
