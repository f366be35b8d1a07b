import { unreadableSchema } from "../../../core/errors/database.ts";
import { formatName } from "../../../core/schema/names.ts";
import type { View } from "../../../core/schema/schema.ts";
import { parseCreateView, tablesRead } from "../parse/create-view.ts";
import { foldName } from "../tokens.ts";
import type { Catalogue } from "./catalogue.ts";

/** The views; a trigger on a view is one of its attachments. */
export function readViews({ tables, views, triggers }: Catalogue): readonly View[] {
  const names = [...tables, ...views].map((entry) => entry.name);
  return views.map(({ name, sql }) => {
    const parsed = parseCreateView(sql);
    if (parsed === null) throw unreadableSchema("view", name, sql);
    const others = names.filter((other) => other !== name);
    return {
      ...parsed,
      schema: null,
      name,
      materialized: false,
      with: [],
      accessMethod: null,
      tablespace: null,
      populated: true,
      outputs: null,
      attachments: (triggers.get(foldName(name)) ?? []).map((trigger) => trigger.sql),
      reads: tablesRead(parsed.query, others).map((other) => formatName({ schema: null, name: other })),
    };
  });
}
