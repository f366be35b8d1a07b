import { declaredTwice } from "../core/errors/drizzle.ts";
import { formatName } from "../core/schema/names.ts";
import type { EnumType } from "../core/schema/schema.ts";
import type { Collected } from "./collect.ts";
import { clip } from "./naming.ts";
import type { Reader } from "./reader.ts";
import type { EnumShape } from "./shapes.ts";

/** The enumerated types, each once. */
export function readEnums(reader: Reader, enums: Collected["enums"]): EnumType[] {
  const read = new Map<
    string,
    { readonly type: EnumType; readonly origin: Collected["enums"][number]["origin"] }
  >();
  for (const { entity, origin } of enums) {
    const type = { ...enumName(reader, entity), values: [...entity.enumValues] };
    const name = formatName(type);
    const before = read.get(name);
    // The same type said twice is one type: a module may be loaded under two paths.
    if (before !== undefined && before.type.values.join("\0") !== type.values.join("\0"))
      throw declaredTwice({ kind: "enum", name, first: before.origin, second: origin });
    if (before === undefined) read.set(name, { type, origin });
  }
  return [...read.values()].map(({ type }) => type);
}

/** An enum's name as the model writes it. */
export function enumName(
  reader: Reader,
  type: EnumShape,
): { readonly schema: string | null; readonly name: string } {
  return { schema: type.schema ?? null, name: clip(type.enumName, reader.library.dialect) };
}
