import { unknownTimeZone } from "../core/errors/files.ts";

/** The words of a message as part of a file name: lower case, joined by `_`, cut at a word where too long. */
export function slugOf(message: string, longest: number): string {
  const words = message.toLowerCase().match(/[\p{L}\p{M}\p{N}_]+/gu) ?? [];
  const slug = words.join("_");
  if ([...slug].length <= longest) return slug;
  // One more than fits: when that is the end of a word, the word stays.
  const cut = [...slug].slice(0, longest + 1).join("");
  const lastWord = cut.lastIndexOf("_");
  return lastWord > 0 ? cut.slice(0, lastWord) : [...slug].slice(0, longest).join("");
}

/** The number after the highest of those ids that are numbers, as wide as the widest of them and at least `009`. */
export function nextNumber(ids: readonly string[]): string {
  const numbers = ids.filter((id) => /^\d+$/u.test(id));
  const highest = numbers.map(BigInt).reduce((most, each) => (each > most ? each : most), 0n);
  return String(highest + 1n).padStart(Math.max(3, ...numbers.map(({ length }) => length)), "0");
}

/** A file's name, without its ending, from a template such as `{year}_{month}_{day}_{rev}_{slug}`. */
export function fileName(
  template: string,
  values: { readonly rev: string; readonly slug: string; readonly created: Date; readonly timezone: string },
): string {
  const { year, month, day, hour, minute, second } = dateParts(values.created, values.timezone);
  const tokens: Readonly<Record<Token, string>> = {
    rev: values.rev,
    slug: values.slug,
    year,
    month,
    day,
    hour,
    minute,
    second,
    epoch: String(Math.floor(values.created.getTime() / 1000)),
  };
  const filled = template.replaceAll(token, (whole, brace?: string, percent?: string) => {
    const name = brace ?? percent ?? "";
    return isToken(name) ? tokens[name] : whole;
  });
  return filled.replace(/_+$/u, "");
}

/** What of a template looks like a part of it and is none: `{id}`; null when there is no such thing. */
export function unknownToken(template: string): string | null {
  const found = [...template.matchAll(token)].find(([, brace, percent]) => !isToken(brace ?? percent ?? ""));
  return found?.[0] ?? null;
}

/** The parts that a template may have. */
export const tokenNames = [
  "rev",
  "slug",
  "year",
  "month",
  "day",
  "hour",
  "minute",
  "second",
  "epoch",
] as const;
type Token = (typeof tokenNames)[number];

function isToken(name: string): name is Token {
  return (tokenNames as readonly string[]).includes(name);
}

/** `{rev}`; Alembic's own spelling, %(rev)s and %(month).2d, is understood too. */
const token = /\{(\w+)\}|%\((\w+)\)(?:\.2)?[sd]/gu;

/** A time as ISO 8601 in a time zone, to the second: `2026-11-20T09:30:00Z`, `2026-11-20T10:30:00+01:00`. */
export function isoDate(time: Date, timezone: string): string {
  const { year, month, day, hour, minute, second, offset } = dateParts(time, timezone);
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`;
}

type DateParts = Readonly<Record<"year" | "month" | "day" | "hour" | "minute" | "second" | "offset", string>>;

function dateParts(time: Date, timezone: string): DateParts {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: timezone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
      timeZoneName: "longOffset",
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw unknownTimeZone({ zone: timezone });
  }
  const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type as string, value]));
  const part = (name: string): string => parts.get(name) ?? "";
  const offset = part("timeZoneName").replace("GMT", "");
  return {
    year: part("year"),
    month: part("month"),
    day: part("day"),
    hour: part("hour"),
    minute: part("minute"),
    second: part("second"),
    offset: offset === "" || timezone === "UTC" ? "Z" : offset,
  };
}
