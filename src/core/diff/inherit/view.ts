import type { View } from "../../schema/schema.ts";
import { commonSql } from "../../sql/lexical.ts";
import { speaksOf } from "../../sql/written-name.ts";

/** A view with what Drizzle cannot say of it as the live one has it. */
export function inheritView(live: View, wanted: View): View {
  return {
    ...wanted,
    columns: wanted.columns ?? live.columns,
    populated: live.materialized === wanted.materialized ? live.populated : wanted.populated,
    attachments: wanted.attachments.length > 0 ? wanted.attachments : attachmentsLeft(live, wanted),
  };
}

/** What belongs to a view but for what is about columns that it gives no more, or about a view of another kind. */
function attachmentsLeft(live: View, wanted: View): readonly string[] {
  if (live.materialized !== wanted.materialized) return [];
  const gone = new Set(live.outputs?.filter((name) => wanted.outputs?.includes(name) === false));
  if (gone.size === 0) return live.attachments;
  return live.attachments.filter((sql) => ![...gone].some((column) => speaksOf(sql, commonSql, column)));
}
