import type { Reader } from "../../sql/reader.ts";
import { isName, isSymbol, isWord } from "../../sql/tokens.ts";
import { nameSaid } from "../../sql/names.ts";
import { does, type Reading } from "./create-table.ts";

/** What statements do that neither make, change nor drop an object, nor write rows. */
export function ruled(reader: Reader, sql: string): Reading {
  const verb = reader.peek()?.text.toUpperCase() ?? "";
  const reads = Object.hasOwn(byVerb, verb) ? byVerb[verb] : undefined;
  if (reads === undefined) return does({ kind: "other" });
  reader.skip();
  return reads(reader, sql);
}

const byVerb: Readonly<Record<string, (reader: Reader, sql: string) => Reading>> = {
  REINDEX(reader) {
    const options = reader.brackets();
    const what = reader.oneOf("INDEX", "TABLE", "SCHEMA", "DATABASE", "SYSTEM");
    const concurrently = reader.words("CONCURRENTLY") || options?.has("CONCURRENTLY") === true;
    const name = reader.needRelation().key;
    const alone = concurrently || what === "DATABASE" || what === "SYSTEM" || what === "SCHEMA";
    return does(
      { kind: "reindex", concurrently, what: name },
      ...(alone
        ? [{ kind: "alone", words: `REINDEX ${what ?? ""}${concurrently ? " CONCURRENTLY" : ""}` } as const]
        : []),
    );
  },
  CLUSTER(reader) {
    return does({ kind: "rewrite", words: "CLUSTER", table: reader.relation()?.key ?? null });
  },
  VACUUM(reader) {
    const isFull = reader.brackets()?.has("FULL") === true || reader.words("FULL");
    reader.oneOf("FREEZE");
    reader.oneOf("VERBOSE");
    reader.oneOf("ANALYZE");
    const table = reader.relation()?.key ?? null;
    return does(
      { kind: "alone", words: "VACUUM" },
      ...(isFull ? [{ kind: "rewrite", words: "VACUUM FULL", table } as const] : []),
    );
  },
  ANALYZE: (reader) => does({ kind: "analyze", table: reader.relation()?.key ?? null }),
  LOCK(reader) {
    reader.words("TABLE");
    const tables = reader.relations();
    const mode = reader.words("IN") ? reader.textUntil((token) => isWord(token, "MODE")) : "ACCESS EXCLUSIVE";
    return does({ kind: "lockTable", tables, mode: mode.toUpperCase() });
  },
  REFRESH(reader) {
    reader.words("MATERIALIZED", "VIEW");
    const concurrently = reader.words("CONCURRENTLY");
    return does({ kind: "refresh", view: reader.needRelation().key, concurrently });
  },
  GRANT(reader) {
    const toPublic = reader.has("PUBLIC");
    const passedOn = reader.has("OPTION");
    if (!toPublic && !passedOn) return does({ kind: "other" });
    return does({ kind: "grant", words: toPublic ? "GRANT … TO PUBLIC" : "GRANT … WITH GRANT OPTION" });
  },
  SET(reader) {
    reader.oneOf("LOCAL", "SESSION");
    const name = reader.needName();
    if (!reader.symbol("=")) reader.words("TO");
    return does({ kind: "set", name, value: reader.rest });
  },
  PRAGMA(reader) {
    const name = reader.needRelation().key;
    const sets = isSymbol(reader.peek(), "=") || isSymbol(reader.peek(), "(");
    const alone = sets && name === "journal_mode";
    return does(
      { kind: "pragma", name, turnsOff: sets && /^[=(\s]*'?(?:0|off|no|false)\b/iu.test(reader.rest) },
      ...(alone ? [{ kind: "alone", words: "PRAGMA journal_mode" } as const] : []),
    );
  },
  DO: () => does({ kind: "opaque", words: "DO" }),
  CALL: (reader) => does({ kind: "opaque", words: `CALL ${reader.needRelation().key}` }),
  EXECUTE: () => does({ kind: "opaque", words: "EXECUTE" }),
  SELECT(reader) {
    const name = reader.peek();
    const isCall = isName(name) && (isSymbol(reader.peek(1), "(") || isSymbol(reader.peek(1), "."));
    if (!isCall || reader.has("FROM")) return does({ kind: "other" });
    const called = reader.relation()?.key ?? nameSaid(name);
    return harmless.has(called.slice(called.lastIndexOf(".") + 1))
      ? does({ kind: "other" })
      : does({ kind: "opaque", words: `SELECT ${called}(…)` });
  },
};

/** Functions that people call for what they do, and that do nothing to tables. */
const harmless: ReadonlySet<string> = new Set(
  "setval set_config currval nextval now pg_notify pg_sleep count coalesce max min sum version".split(" "),
);
