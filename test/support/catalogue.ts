import type { Connection } from "../../src/dialects/dialect.ts";

/** What a database holds, one line a fact, read by queries that share no code with introspection. */
export interface Catalogue {
  /** With the names of constraints and indexes. */
  readonly named: readonly string[];
  /** Without names that nobody gave. */
  readonly structure: readonly string[];
}

/** Read the catalogue of a database; the order of columns in their tables is left out. */
export async function catalogue(
  dialect: "postgresql" | "sqlite",
  connection: Connection,
): Promise<Catalogue> {
  const facts = dialect === "sqlite" ? await sqliteFacts(connection) : await postgresFacts(connection);
  return {
    named: facts.map(({ name, fact }) => `${name ?? ""} ${fact}`.trim()).sort(),
    // No schema says a trigger of PostgreSQL: a database made from nothing has none.
    structure: facts.flatMap(({ fact }) => (fact.startsWith("handmade ") ? [] : [fact])).sort(),
  };
}

interface Fact {
  readonly name: string | null;
  readonly fact: string;
}

async function postgresFacts(connection: Connection): Promise<Fact[]> {
  const ours = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'";
  const rows = await connection.query(`
    SELECT NULL AS name, 'namespace ' || n.nspname AS fact FROM pg_namespace n WHERE ${ours}
    UNION ALL
    SELECT NULL, 'table ' || c.oid::regclass || CASE WHEN c.relrowsecurity THEN ' secured' ELSE '' END || CASE WHEN c.relforcerowsecurity THEN ' forced' ELSE '' END || coalesce(' comment ' || obj_description(c.oid), '')
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND ${ours}
    UNION ALL
    SELECT NULL, 'column ' || c.oid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || ' identity=' || a.attidentity::text || ' generated=' || a.attgenerated::text
        || coalesce(' default ' || CASE WHEN pg_get_serial_sequence(c.oid::regclass::text, a.attname) IS NOT NULL AND a.attidentity = '' THEN 'serial' ELSE pg_get_expr(d.adbin, d.adrelid) END, '')
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND ${ours}
    UNION ALL
    SELECT k.conname, 'constraint ' || k.conrelid::regclass || ' ' || pg_get_constraintdef(k.oid)
      FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
      WHERE k.contype IN ('p', 'u', 'c', 'f', 'x') AND k.conrelid <> 0 AND ${ours}
    UNION ALL
    SELECT i.relname, 'index ' || regexp_replace(pg_get_indexdef(i.oid), ' INDEX .* ON ', ' INDEX ON ') || ' of ' || x.indrelid::regclass
      FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = i.relnamespace
      WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x')) AND ${ours}
    UNION ALL
    SELECT NULL, 'enum ' || t.oid::regtype || ' ' || (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid)
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'e' AND ${ours}
    UNION ALL
    SELECT NULL, 'view ' || c.oid::regclass || ' ' || pg_get_viewdef(c.oid) || concat_ws(' ', (SELECT string_agg(o, ' ' ORDER BY o) FROM unnest(c.reloptions) o), c.relam, c.reltablespace)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND ${ours}
    UNION ALL
    SELECT NULL, concat_ws(' ', 'handmade trigger', t.tgrelid::regclass, t.tgname, t.tgenabled, obj_description(t.oid, 'pg_trigger'))
      FROM pg_trigger t WHERE NOT t.tgisinternal
    UNION ALL
    SELECT NULL, 'handmade rule ' || pg_get_ruledef(w.oid) FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND ${ours}
    UNION ALL
    SELECT NULL, concat_ws(' ', 'policy', schemaname, tablename, policyname, permissive, roles::text, cmd, qual, 'check', with_check) FROM pg_policies
    UNION ALL
    SELECT NULL, 'free sequence ' || c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'S' AND ${ours} AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i'))
    UNION ALL
    SELECT NULL, 'sequence ' || format_type(s.seqtypid, NULL) || ' ' || concat_ws(',', s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle)
      FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ours}`);
  return rows.map((row) => ({
    name: row["name"] === null ? null : String(row["name"]),
    fact: String(row["fact"]),
  }));
}

async function sqliteFacts(connection: Connection): Promise<Fact[]> {
  const facts: Fact[] = [];
  const objects = await connection.query(
    "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'",
  );
  for (const { type, name, tbl_name: table, sql } of objects) {
    if (type !== "table") {
      const text = tidy(String(sql)).replace(
        /^(CREATE (?:UNIQUE )?INDEX) (?:"(?:[^"]|"")*"|`[^`]*`|\S+)/iu,
        "$1",
      );
      facts.push({ name: String(name), fact: `${String(type)} on ${String(table)}: ${text}` });
      continue;
    }
    const text = String(sql);
    const suffix = tidy(text.slice(text.lastIndexOf(")") + 1)).toUpperCase();
    facts.push({ name: null, fact: `table ${String(name)} ${suffix}` });
    const autoincrement = /\bAUTOINCREMENT\b/iu.test(text) ? " autoincrement" : "";
    for (const column of await connection.query("SELECT * FROM pragma_table_xinfo(?)", [name])) {
      const notNull = column["notnull"] === 1 && column["pk"] === 0 ? " not null" : "";
      const value =
        column["dflt_value"] === null || /^\(*null\)*$/iu.test(String(column["dflt_value"]))
          ? ""
          : ` default ${unwrapped(tidy(String(column["dflt_value"]))).replace(/^(?:true|false)$/iu, (word) => word.toLowerCase())}`;
      const key = Number(column["pk"]) > 0 ? ` key ${String(column["pk"])}${autoincrement}` : "";
      facts.push({
        name: null,
        fact: `column ${String(name)}.${String(column["name"])} ${storage(String(column["type"]))}${notNull}${value}${key} hidden=${String(column["hidden"])}`,
      });
    }
    for (const expression of checksOf(text))
      facts.push({ name: null, fact: `check ${String(name)} ${tidy(expression)}` });
    const keys = new Map<unknown, string[]>();
    for (const part of await connection.query("SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq", [
      name,
    ])) {
      const line = `${String(part["from"])}->${String(part["table"])}.${String(part["to"])} ${String(part["on_update"])} ${String(part["on_delete"])}`;
      keys.set(part["id"], [...(keys.get(part["id"]) ?? []), line]);
    }
    for (const lines of keys.values())
      facts.push({ name: null, fact: `foreign key ${String(name)} ${lines.join(", ")}` });
    for (const index of await connection.query("SELECT * FROM pragma_index_list(?) WHERE origin = 'u'", [
      name,
    ])) {
      const parts = await connection.query("SELECT name FROM pragma_index_info(?) ORDER BY seqno", [
        index["name"],
      ]);
      facts.push({
        name: null,
        fact: `unique ${String(name)} (${parts.map((part) => String(part["name"])).join(", ")})`,
      });
    }
  }
  return facts;
}

/** The expressions of CHECK clauses, by counting parentheses outside of strings. */
function checksOf(sql: string): string[] {
  const found: string[] = [];
  const pieces = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|\bCHECK\b|[()]/giu;
  let start: number | null = null;
  let depth = 0;
  let expected = false;
  for (const match of sql.matchAll(pieces)) {
    const text = match[0];
    if (start === null && /^check$/iu.test(text)) expected = true;
    else if (text === "(") {
      if (start === null && expected) [start, depth, expected] = [match.index + 1, 0, false];
      else if (start !== null) depth += 1;
    } else if (text === ")" && start !== null) {
      if (depth === 0) {
        found.push(sql.slice(start, match.index));
        start = null;
      } else depth -= 1;
    }
  }
  return found;
}

/** What the engine makes of a declared type: names of one affinity are one, but for `integer`, which makes a rowid. */
function storage(type: string): string {
  const name = type.toLowerCase();
  if (name === "integer" || /[( ]/u.test(name)) return name;
  if (name.includes("int")) return "int";
  if (/char|clob|text/u.test(name)) return "text";
  if (name.includes("blob")) return name;
  return /real|floa|doub/u.test(name) ? "real" : "numeric";
}

/** One spelling for what means the same: blanks, and quotes around names that need none. */
function tidy(sql: string): string {
  return sql
    .replaceAll(/"([a-z_][a-z0-9_]*)"/giu, "$1")
    .replaceAll(/\s+/gu, " ")
    .replaceAll(/\s*([(),])\s*/gu, "$1")
    .trim();
}

function unwrapped(sql: string): string {
  return sql.startsWith("(") && sql.endsWith(")") ? unwrapped(sql.slice(1, -1)) : sql;
}
