import type { Identity } from "../../../core/schema/schema.ts";
import { defaultName } from "../identifiers.ts";

/** An identity in which every option that PostgreSQL would pick itself is null. */
export function canonicalIdentity(
  identity: Identity,
  type: string,
  place: { readonly table: string; readonly column: string },
): Identity {
  const increment = keep(identity.increment, "1");
  const down = increment?.startsWith("-") === true;
  const [lowest, highest] = limits.get(type) ?? ["", ""];
  const min = keep(identity.min, down ? lowest : "1");
  const max = keep(identity.max, down ? "-1" : highest);
  return {
    always: identity.always,
    sequence: keep(identity.sequence, defaultName(place.table, place.column, "seq")),
    start: keep(identity.start, down ? (max ?? "-1") : (min ?? "1")),
    increment,
    min,
    max,
    cache: keep(identity.cache, "1"),
    cycle: identity.cycle,
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
