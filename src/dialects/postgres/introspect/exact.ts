import { sql, type Sql } from "../../sql.ts";

/** An expression of a relation as text that is read as the very same again. */
export function exactExpression(tree: Sql, relation: Sql): Sql {
  return exactText(sql`pg_get_expr(${tree}, ${relation}, true)`, sql`pg_get_expr(${tree}, ${relation})`);
}

/**
 * What the server says for people, who need few parentheses; the text with all of them where a condition may stand
 * within one of its kind: without them `a AND (b AND c)` would be another expression.
 */
export function exactText(forPeople: Sql, whole: Sql): Sql {
  return sql`CASE WHEN ${forPeople} ~ '\\mAND\\M.*\\mAND\\M|\\mOR\\M.*\\mOR\\M' AND ${whole} ~ '(AND|OR) \\(\\(|\\)\\) (AND|OR)'
    THEN ${whole} ELSE ${forPeople} END`;
}
