import { make } from "../../operations/make.ts";
import type { IndexKeySpec } from "../../operations/spec.ts";
import { nameOf } from "../../schema/lookup.ts";
import type { Reader } from "../../sql/reader.ts";
import { isName, isWord } from "../../sql/tokens.ts";
import type { Reading } from "./create-table.ts";

/** Read what follows `CREATE [UNIQUE] INDEX`. */
export function createdIndex(reader: Reader, unique: boolean): Reading {
  const concurrently = reader.words("CONCURRENTLY");
  const guarded = reader.words("IF", "NOT", "EXISTS");
  const name = isWord(reader.peek(), "ON") ? null : (reader.relation()?.key ?? null);
  reader.words("ON");
  const only = isWord(reader.peek(), "ONLY");
  const table = reader.relation();
  const method = reader.words("USING") ? reader.name() : null;
  const list = reader.brackets();
  if (table === null || list === null) return { operations: [] };
  const include = reader.words("INCLUDE") ? reader.brackets() : null;
  const where = wherePart(reader);
  const columns = list.parts().map((part): IndexKeySpec => {
    const next = part.peek(1);
    const isColumn = isName(part.peek()) && (next === undefined || next.kind === "word");
    return isColumn ? part.needName() : { expression: part.rest };
  });
  const spec = {
    columns,
    ...(name === null ? {} : { name: nameOf(name).name }),
    ...(unique ? { unique } : {}),
    ...(method === null ? {} : { method }),
    ...(include === null ? {} : { include: include.parts().flatMap((part) => part.name() ?? []) }),
    ...(where === null ? {} : { where }),
  };
  return {
    operations: [make.createIndex(table.key, spec, ...(concurrently ? [{ concurrently }] : []))],
    guarded,
    only,
  };
}

function wherePart(reader: Reader): string | null {
  reader.textUntil((token) => isWord(token, "WHERE"));
  return reader.words("WHERE") ? reader.rest : null;
}
