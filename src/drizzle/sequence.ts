import { declaredTwice } from "../core/errors/drizzle.ts";
import { sameData } from "../core/collections.ts";
import { formatName } from "../core/schema/names.ts";
import type { Sequence, SequenceOptions } from "../core/schema/schema.ts";
import type { Collected } from "./collect.ts";
import { clip } from "./naming.ts";
import type { SequenceOptionsShape } from "./shapes.ts";

/** The sequences that stand by themselves, each once. */
export function readSequences(sequences: Collected["sequences"]): readonly Sequence[] {
  const read = new Map<
    string,
    { readonly sequence: Sequence; readonly origin: Collected["sequences"][number]["origin"] }
  >();
  for (const { entity, origin } of sequences) {
    const sequence: Sequence = {
      schema: entity.schema ?? null,
      name: clip(entity.seqName ?? "", "postgresql"),
      type: "bigint",
      ...readOptions(entity.seqOptions ?? {}),
      ownedBy: null,
    };
    const name = formatName(sequence);
    const before = read.get(name);
    if (before !== undefined && !sameData(before.sequence, sequence))
      throw declaredTwice({ kind: "sequence", name, first: before.origin, second: origin });
    if (before === undefined) read.set(name, { sequence, origin });
  }
  return [...read.values()].map(({ sequence }) => sequence);
}

/** How a sequence counts, its own or that of an identity. */
export function readOptions(options: SequenceOptionsShape): SequenceOptions {
  const text = (name: string): string | null => {
    const value = options[name];
    return value === undefined ? null : String(value);
  };
  return {
    start: text("startWith"),
    increment: text("increment"),
    min: text("minValue"),
    max: text("maxValue"),
    cache: text("cache"),
    cycle: options["cycle"] === true,
  };
}
