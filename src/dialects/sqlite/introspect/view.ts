import { unreadableSchema } from "../../../core/errors/database.ts";
import { formatName } from "../../../core/schema/names.ts";
import type { View } from "../../../core/schema/schema.ts";
import { parseCreateView, type ParsedView } from "../parse/create-view.ts";
import type { Catalogue, Entry } from "./catalogue.ts";

/** The views; a trigger on a view is one of its attachments. */
export function readViews({ tables, views, triggers }: Catalogue): readonly View[] {
  const names = new Map([...tables, ...views].map(({ owner, name }) => [owner, name]));
  return views.map((entry) => {
    const { columns, query, reads } = parsed(entry);
    const { owner, name } = entry;
    const others = [...reads].flatMap((read) => names.get(read) ?? []).filter((other) => other !== name);
    return {
      columns,
      query,
      schema: null,
      name,
      materialized: false,
      with: [],
      accessMethod: null,
      tablespace: null,
      populated: true,
      outputs: null,
      outputTypes: null,
      attachments: (triggers.get(owner) ?? []).map((trigger) => trigger.sql),
      reads: others.sort().map((other) => formatName({ schema: null, name: other })),
    };
  });
}

function parsed(entry: Entry): ParsedView {
  const known = parsedViews.get(entry) ?? parseCreateView(entry.sql);
  if (known === null) throw unreadableSchema({ kind: "view", name: entry.name, sql: entry.sql });
  parsedViews.set(entry, known);
  return known;
}

/** Parsed once for each text. */
const parsedViews = new WeakMap<Entry, ParsedView>();
