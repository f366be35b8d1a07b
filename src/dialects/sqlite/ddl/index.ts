import { unsupportedOperation } from "../../../core/errors/database.ts";
import { completeIndex } from "../../../core/schema/complete.ts";
import { indexOf, tableOf } from "../../../core/schema/lookup.ts";
import type { Index, IndexKey } from "../../../core/schema/schema.ts";
import { identifier } from "../identifiers.ts";
import { bareExpression } from "../parse/expression.ts";
import { quoteName } from "../tokens.ts";
import { reshape, type Moves } from "./move.ts";
import { clauses, commaList, saidInSql, sql, type Sql } from "../../sql.ts";

/** Indexes. */
export const indexMoves: Moves<"createIndex" | "dropIndex" | "renameIndex"> = {
  createIndex: (table, index) => reshape(table, () => [createIndexSql(table, completeIndex(index))]),

  dropIndex: (table, name) => reshape(table, () => [sql`DROP INDEX ${quoteName(name)}`]),

  renameIndex: (table, from, to) =>
    reshape(table, (before) => {
      const index = indexOf(tableOf(before(), table), from);
      return [sql`DROP INDEX ${quoteName(from)}`, createIndexSql(table, { ...index, name: to })];
    }),
};

/** `CREATE INDEX` on a table, given as in names.ts. */
export function createIndexSql(table: string, index: Index): Sql {
  refuse(index.method !== "btree", `index method ${index.method}`);
  refuse(index.include.length > 0, "columns that an index includes");
  refuse(index.with.length > 0, "storage parameters of indexes");
  refuse(index.nullsNotDistinct, "unique indexes over nulls");
  const name = index.name ?? defaultName(table, index);
  return clauses([
    sql`CREATE ${index.unique ? "UNIQUE " : ""}INDEX ${quoteName(name)} ON ${identifier(table)}`,
    sql`(${commaList(index.keys.map(keySql))})`,
    index.where === null ? null : sql`WHERE ${saidInSql(bareExpression(index.where))}`,
  ]);
}

function keySql(key: IndexKey): Sql {
  refuse(key.opclass !== null, "operator classes");
  refuse(
    key.nulls !== null && key.nulls !== (key.descending ? "last" : "first"),
    "order of nulls in indexes",
  );
  return clauses([
    key.column === null ? sql`(${saidInSql(bareExpression(key.expression ?? ""))})` : quoteName(key.column),
    key.collation === null ? null : sql`COLLATE ${quoteName(key.collation)}`,
    key.descending ? sql`DESC` : null,
  ]);
}

/** An index must have a name; this is the one that Drizzle would give. */
function defaultName(table: string, index: Index): string {
  return [table, ...index.keys.map((key) => key.column ?? "expression"), "index"].join("_");
}

function refuse(asked: boolean, what: string): void {
  if (asked) throw unsupportedOperation(what, "sqlite", "Leave the option out for this dialect.");
}
