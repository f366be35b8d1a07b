import { typeOfSql } from "../../core/schema/types.ts";
import { undecided, type DiffRules } from "../../core/diff/rules.ts";
import { castSql, isForeign } from "./ddl/cast.ts";
import { canonicalTypeSql, serialBase } from "./normalize/column-type.ts";
import { comparableDefault } from "./normalize/default.ts";
import { comparable } from "./normalize/expression.ts";
import { maxNameBytes, quote } from "./identifiers.ts";
import { distinctValue, numbering, placeholder } from "./placeholder.ts";

/** What is equal to PostgreSQL. */
export const rules: DiffRules = {
  sameType: (live, wanted) => live === wanted || withoutModifier(live) === wanted,
  sameDefault: (live, wanted) =>
    comparableDefault(live.default, live.type) === comparableDefault(wanted.default, wanted.type),
  typeChanged: undecided,
  defaultChanged: undecided,
  sameExpression: (live, wanted) => comparable(live) === comparable(wanted),
  castExpression(column, from, to) {
    const [source, target] = [serialBase(from) ?? from, serialBase(to) ?? to];
    return castSql(quote(column), canonicalTypeSql(typeOfSql(source)), canonicalTypeSql(typeOfSql(target)));
  },
  isForeign: (from, to) => isForeign(canonicalTypeSql(typeOfSql(from)), canonicalTypeSql(typeOfSql(to))),
  placeholder,
  distinctValue,
  numbering,
  keyFillsItself: () => false,
  uniqueIndexIsConstraint: false,
  primaryKeyImpliesNotNull: true,
  maxNameBytes,
  leaves: new Set(),
  lengthMeansNothing: () => false,
  addsForeignKeys: true,
};

/** Drizzle 0.45 says `geometry(point)` whatever the modifier: it means the type, not that the rest must go. */
function withoutModifier(live: string): string {
  return live.replace(/^geometry\((\w+),\d+\)$/u, "geometry($1)");
}
