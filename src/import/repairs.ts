import { diffSchemas } from "../core/diff/diff.ts";
import { findTable } from "../core/schema/lookup.ts";
import { formatName } from "../core/schema/names.ts";
import type { Schema, Table } from "../core/schema/schema.ts";
import { transactionControl } from "../core/sql/effects.ts";
import { relationAt } from "../core/sql/names.ts";
import { rewriteTokens } from "../core/sql/rewrite.ts";
import { statementsOf } from "../core/sql/statements.ts";
import { isWord, nameOf, tokensOf } from "../core/sql/tokens.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { sqlTexts } from "../dialects/sql-texts.ts";
import { terminated } from "../rendering/sql-script.ts";
import { operationsOf } from "../core/diff/change.ts";

/** A migration's texts as they can be run, and what was put right in them, in sentences. */
export interface Repaired {
  readonly upgrade: readonly string[];
  readonly repairs: readonly string[];
}

/** A statement that the engine refused, and where it stands. */
export interface Refused {
  readonly upgrade: readonly string[];
  /** The statement as the engine got it. */
  readonly statement: string;
  /** What the engine says of it. */
  readonly why: string;
  /** The structure after these statements, on top of all migrations before. */
  structureAfter(statements: readonly string[]): Promise<Schema>;
  /** The structure of a database with nothing but what these statements make. */
  structureOf(statements: readonly string[]): Promise<Schema>;
}

/**
 * Take BEGIN and COMMIT out of texts. Who commits in the middle wants what comes before it to be visible to what
 * comes after, so that such a migration runs without a transaction of its own.
 */
export function withoutTransactionControl(upgrade: readonly string[], { lexical }: Dialect): Repaired {
  const controls = (sql: string): boolean => transactionControl(sql, lexical) !== null;
  const kept = upgrade.flatMap((text) => {
    const statements = statementsOf(text, lexical);
    if (!statements.some(({ sql }) => controls(sql))) return [text];
    return statements.flatMap(({ sql }) => (controls(sql) ? [] : [`${sql};`]));
  });
  return kept.length === upgrade.length && kept.every((text, index) => text === upgrade[index])
    ? { upgrade, repairs: [] }
    : { upgrade: kept, repairs: ["It ends transactions of its own, and runs without one of the step's."] };
}

/** What runs on SQLite as libSQL has it, or an older SQLite: each is tried where the engine refuses a statement. */
export async function repairOf(refused: Refused, dialect: Dialect): Promise<Repaired | null> {
  if (dialect.name !== "sqlite") return null;
  return withStrings(refused, dialect) ?? (await withRebuild(refused, dialect));
}

/** Text in double quotes that names nothing was a string to the SQLite that ran it. */
function withStrings({ upgrade, statement, why }: Refused, dialect: Dialect): Repaired | null {
  const column = /no such column: "?(.+?)"?(?: - should this be .*)?$/u.exec(why)?.[1];
  if (column === undefined) return null;
  const mended = rewriteTokens(statement, tokensOf(statement, dialect.lexical), (token) =>
    token.kind === "quoted" && token.text.startsWith('"') && nameOf(token) === column
      ? dialect.literal(column)
      : null,
  );
  return replaced(upgrade, statement, [mended], "Strings in double quotes are in single quotes now.");
}

/** libSQL's `ALTER TABLE t ALTER COLUMN c TO c integer NOT NULL` as the rebuild that SQLite needs. */
async function withRebuild(refused: Refused, dialect: Dialect): Promise<Repaired | null> {
  const { upgrade, statement } = refused;
  const tokens = tokensOf(statement, dialect.lexical);
  if (!isWord(tokens[0], "ALTER") || !isWord(tokens[1], "TABLE")) return null;
  const [relation, next] = relationAt(tokens, 2);
  const [alter, word, column, to, first] = tokens.slice(next);
  if (!isWord(alter, "ALTER") || !isWord(word, "COLUMN") || !isWord(to, "TO")) return null;
  if (relation === null || column === undefined || first === undefined) return null;
  const before = await refused.structureAfter(statementsBefore(refused, dialect));
  const table = findTable(before, relation.key);
  const [made] = (await refused.structureOf([`CREATE TABLE made (${statement.slice(first.start)})`])).tables;
  if (table === null || made === undefined) return null;
  const wanted = {
    ...before,
    tables: before.tables.map((each) => (each === table ? changed(table, made) : each)),
  };
  const changes = diffSchemas(before, wanted, dialect.rules, { renames: [], hasRows: () => true });
  const texts = sqlTexts(dialect.compile(operationsOf(changes), before));
  const what = `What libSQL's ALTER COLUMN does to ${formatName(table)} is a rebuild of the table now.`;
  return replaced(upgrade, statement, texts, what);
}

/** The table with its column as the other, of that column alone, has it. */
function changed(table: Table, { columns: [column], foreignKeys }: Table): Table {
  if (column === undefined) return table;
  return {
    ...table,
    columns: table.columns.map((each) => (each.name === column.name ? column : each)),
    foreignKeys: [
      ...table.foreignKeys.filter(({ columns }) => columns.length > 1 || columns[0] !== column.name),
      ...foreignKeys,
    ],
  };
}

function statementsBefore({ upgrade, statement }: Refused, { lexical }: Dialect): readonly string[] {
  const all = upgrade.flatMap((text) => statementsOf(text, lexical).map(({ sql }) => sql));
  return all.slice(0, all.indexOf(statement));
}

/** The texts with other ones in the place of a statement; null where that changes nothing. */
function replaced(
  upgrade: readonly string[],
  statement: string,
  by: readonly string[],
  what: string,
): Repaired | null {
  const next = upgrade.map((text) => {
    const at = text.indexOf(statement);
    return at < 0
      ? text
      : `${text.slice(0, at)}${by.map(terminated).join("\n")}${text.slice(at + statement.length)}`;
  });
  return next.every((text, index) => text === upgrade[index]) ? null : { upgrade: next, repairs: [what] };
}
