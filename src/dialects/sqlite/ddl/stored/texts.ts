import { sameData } from "../../../../core/collections.ts";
import { formatName } from "../../../../core/schema/names.ts";
import type { Index, Table } from "../../../../core/schema/schema.ts";
import { canonicalTable } from "../../normalize/canonical.ts";
import { parseCreateIndex } from "../../parse/create-index.ts";
import { unqualified } from "../../parse/expression.ts";
import { createIndexSql } from "../index.ts";
import { createTableSql } from "../table-sql.ts";
import { foldName } from "../../tokens.ts";
import { underName } from "./edit-table.ts";
import { storedOf } from "./stored.ts";
import { type Sql, saidInSql } from "../../../sql.ts";

/** What creates a table under a name that it has for a while: as it was written where that is known. */
export function tableText(table: Table, name: string): Sql {
  const stored = storedOf(table);
  const text = stored === null ? null : underName(stored.table, name);
  if (text !== null) return saidInSql(text);
  const checks = table.checks.map((check) => ({
    ...check,
    expression: unqualified(check.expression, table.name),
  }));
  return createTableSql({ ...table, checks }, formatName({ schema: null, name }));
}

/** What creates an index of a table: as it was written where that is known, and still says the same. */
export function indexText(table: Table, index: Index): Sql {
  const text = storedOf(table)?.indexes[index.name ?? ""];
  if (text !== undefined) {
    const columns = table.columns.map((column) => column.name);
    const said = parseCreateIndex(text, columns);
    if (
      said !== null &&
      foldName(said.table) === foldName(table.name) &&
      saysIndex(table, said.index, index)
    ) {
      return saidInSql(text);
    }
  }
  return createIndexSql(formatName(table), index);
}

function saysIndex(table: Table, said: Index, index: Index): boolean {
  const plain = (each: Index): unknown => canonicalTable({ ...table, indexes: [each] }).indexes[0];
  return sameData(plain({ ...said, name: index.name, nameExplicit: index.nameExplicit }), plain(index));
}
