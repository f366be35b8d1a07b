import type { Table } from "../../schema/schema.ts";
import { sameLabel } from "../equality.ts";
import { leaveKey } from "../leavable.ts";
import { carry, match, matchByKey } from "../match.ts";
import type { DiffRules } from "../rules.ts";
import { oneForm } from "../unique-form.ts";
import { inheritColumn } from "./column.ts";
import { inheritCheck, inheritKey, uniqueMeasures } from "./constraint.ts";
import { foreignKeyMeasures, inheritForeignKey } from "./foreign-key.ts";
import { indexMeasures, inheritIndex } from "./index.ts";

/** A table with what Drizzle cannot say of it as the live one has it. */
export function inheritTable(live: Table, table: Table, rules: DiffRules): Table {
  const wanted = rules.uniqueIndexIsConstraint ? oneForm(live, table) : table;
  const columns = matchByKey(live.columns, wanted.columns, ({ name }) => name).both;
  const same = (a: string, b: string): boolean => a === b || rules.sameExpression(a, b);
  return {
    ...wanted,
    comment: wanted.comment ?? live.comment,
    strict: wanted.strict || live.strict,
    withoutRowid: wanted.withoutRowid || live.withoutRowid,
    triggers: wanted.triggers.length > 0 ? wanted.triggers : live.triggers,
    attachments: live.attachments,
    forcedRowSecurity: wanted.forcedRowSecurity || live.forcedRowSecurity,
    columns: carry(wanted.columns, columns, (from, to) => inheritColumn(from, to, rules)),
    primaryKey:
      live.primaryKey === null || wanted.primaryKey === null
        ? wanted.primaryKey
        : leaveKey(live.primaryKey, inheritKey(live.primaryKey, wanted.primaryKey, wanted), rules),
    uniques: carry(wanted.uniques, match(live.uniques, wanted.uniques, ...uniqueMeasures).both, (from, to) =>
      inheritKey(from, to, wanted),
    ),
    checks: carry(
      wanted.checks,
      match(
        live.checks,
        wanted.checks,
        (a, b) => sameLabel(a, b) && same(a.expression, b.expression),
        (a, b) => same(a.expression, b.expression),
        // One of another expression under the same name is recreated, and is the same to who reads its comment.
        sameLabel,
      ).both,
      (from, to) => inheritCheck(from, to, same(from.expression, to.expression)),
    ),
    foreignKeys: carry(
      wanted.foreignKeys,
      match(live.foreignKeys, wanted.foreignKeys, ...foreignKeyMeasures).both,
      inheritForeignKey,
    ),
    indexes: carry(wanted.indexes, match(live.indexes, wanted.indexes, ...indexMeasures).both, (from, to) =>
      inheritIndex(from, to, wanted),
    ),
  };
}
