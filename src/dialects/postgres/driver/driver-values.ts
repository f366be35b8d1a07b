import { bytesOf } from "../../../core/operations/bulk-insert.ts";
import { listText } from "../ddl/inline.ts";

/** json, jsonb, and the texts: a list is JSON in all of them. */
export const jsonTypes: ReadonlySet<number> = new Set([114, 3802, 25, 1042, 1043]);

/** How the driver writes and reads the values of some types. */
interface DriverType {
  readonly to: number;
  readonly from: number | number[];
  readonly serialize: (value: unknown) => string;
  readonly parse: (text: string) => unknown;
}

/** Text stays as it was given and as the server says it: times, JSON that is text already. */
export const textTypes: Readonly<Record<"texts" | "times" | "json" | "bytes", DriverType>> = {
  texts: {
    to: 25,
    from: [25, 1042, 1043],
    serialize: (value) => (Array.isArray(value) ? JSON.stringify(value) : String(value)),
    parse: (text) => text,
  },
  times: {
    to: 1184,
    from: [1082, 1083, 1114, 1184],
    serialize: asText((value) => (value as Date).toISOString()),
    parse: (text) => text,
  },
  json: {
    to: 114,
    from: [114, 3802],
    serialize: asText((value) => JSON.stringify(value)),
    parse: (text) => JSON.parse(text) as unknown,
  },
  bytes: {
    to: 17,
    from: 17,
    serialize: asText((value) => `\\x${Buffer.from(value as Uint8Array).toString("hex")}`),
    parse: (text) => Buffer.from(text.slice(2), "hex"),
  },
};

/** A value as the driver is to be given it. */
export function encode(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.toISOString();
  const bytes = bytesOf(value);
  if (bytes !== null) return bytes;
  // The driver makes text of a value whose type it does not know: an enum of today, a domain.
  if (Array.isArray(value)) return Object.assign([...value], { toString: () => listText(value) });
  return typeof value === "object" ? JSON.stringify(value) : value;
}

function asText(otherwise: (value: unknown) => string): DriverType["serialize"] {
  return (value) => (typeof value === "string" ? value : otherwise(value));
}
