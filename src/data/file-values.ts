import { sameData } from "../core/collections.ts";
import type { Row } from "../core/operations/operations.ts";
import type { RowTarget } from "../dialects/lossless-rows.ts";
import { tagOf } from "../dialects/tags.ts";
import type { Format } from "./read-rows.ts";

/** A row of a file as functions of a revision see it: what stands under a tag is what it means. */
export function shownRow(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, shown(value)]));
}

function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  const found = tagOf(value);
  if (found === null) return value;
  if (found.tag === "$text") return found.text;
  if (found.tag === "$bytes") return Buffer.from(found.text, "hex");
  return /^-?\d+$/u.test(found.text) ? BigInt(found.text) : Number(found.text);
}

/**
 * The row that is written: what `changed` has left as the file has it means what it means in the file, and
 * anything else what it means in `op.bulkInsert`, where text is what the database reads.
 */
export function writtenRow(read: Row, changed: Row | null, format: Format, target: RowTarget): Row {
  const entries = Object.entries(changed ?? read).flatMap(([name, value]) => {
    if (target.computed.has(name)) return [];
    const stays = changed === null || (Object.hasOwn(read, name) && sameData(value, shown(read[name])));
    return [[name, stays ? fromFile(name, read[name], format, target) : value] as const];
  });
  return Object.fromEntries(entries);
}

/** Text in a JSON file is a string of JSON where a column holds JSON. */
function fromFile(name: string, value: unknown, format: Format, { documents }: RowTarget): unknown {
  const kind = format === "csv" ? undefined : documents.get(name);
  if (kind === "document" && typeof value === "string") return JSON.stringify(value);
  return kind === "documents" && Array.isArray(value) ? stringsAsJson(value) : value;
}

function stringsAsJson(list: readonly unknown[]): readonly unknown[] {
  return list.map((item) => {
    if (Array.isArray(item)) return stringsAsJson(item);
    return typeof item === "string" ? JSON.stringify(item) : item;
  });
}
