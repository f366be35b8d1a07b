import type { Identity, Sequence, SequenceOptions } from "../../../core/schema/schema.ts";
import { defaultName } from "../identifiers.ts";

/** An identity in which every option that PostgreSQL would pick itself is null. */
export function canonicalIdentity(
  identity: Identity,
  type: string,
  place: { readonly table: string; readonly column: string },
): Identity {
  return {
    always: identity.always,
    sequence: keep(identity.sequence, defaultName(place.table, place.column, "seq")),
    ...canonicalOptions(identity, type),
  };
}

/** A sequence in which every option that PostgreSQL would pick itself is null. */
export function canonicalSequence(sequence: Sequence): Sequence {
  return { ...sequence, ...canonicalOptions(sequence, sequence.type) };
}

function canonicalOptions(options: SequenceOptions, type: string): SequenceOptions {
  const increment = keep(options.increment, "1");
  const down = increment?.startsWith("-") === true;
  const [lowest, highest] = limits.get(type) ?? ["", ""];
  const min = keep(options.min, down ? lowest : "1");
  const max = keep(options.max, down ? "-1" : highest);
  return {
    start: keep(options.start, down ? (max ?? "-1") : (min ?? "1")),
    increment,
    min,
    max,
    cache: keep(options.cache, "1"),
    cycle: options.cycle,
  };
}

const limits: ReadonlyMap<string, readonly [string, string]> = new Map([
  ["smallint", ["-32768", "32767"]],
  ["integer", ["-2147483648", "2147483647"]],
  ["bigint", ["-9223372036854775808", "9223372036854775807"]],
]);

function keep(value: string | null, otherwise: string): string | null {
  return value === otherwise ? null : value;
}
