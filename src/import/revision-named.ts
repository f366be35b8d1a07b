import type { Revision } from "../core/graph/revision.ts";
import { slugOf } from "../revisions/name.ts";

/** The revision that another tool's name means, and what says so; else the revisions among which it is not clear. */
export type Named =
  | { readonly revision: string; readonly by: "id" | "file" | "slug" | "number" }
  | { readonly revision: null; readonly candidates: readonly string[] };

/** Find the revision of a name: by its id, its file name, its slug, its number. What fits several fits none. */
export function revisionNamed(revisions: readonly Revision[], name: string): Named {
  const base = baseOf(name);
  const ways = [
    ["id", ({ id }: Revision) => id === name || id === base],
    ["file", ({ path }: Revision) => normal(baseOf(path)) === normal(base)],
    ...slugsOf(base).map((slug) => ["slug", (each: Revision) => ownSlugs(each).includes(slug)] as const),
    ["number", (each: Revision) => isNumbered(each, base)],
  ] as const;
  for (const [by, fits] of ways) {
    const found = revisions.filter(fits);
    const [one] = found;
    if (one === undefined) continue;
    return found.length === 1
      ? { revision: one.id, by }
      : { revision: null, candidates: found.map(({ id }) => id) };
  }
  return { revision: null, candidates: [] };
}

/** The last part of a path, without its ending. */
function baseOf(path: string): string {
  const last = path.split(/[\\/]/u).at(-1) ?? path;
  return last.replace(/\.(?:[cm]?[jt]s|sql|py|rb|php|xml|ya?ml)$/iu, "");
}

function normal(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "_")
    .replaceAll(/^_+|_+$/gu, "");
}

/** A name as it is, and without the number or the id that it begins with. */
function slugsOf(base: string): readonly string[] {
  const whole = normal(base);
  const rest = /^(?:v?\d+|[0-9a-f]{8,})_(.*[^\d_].*)$/u.exec(whole)?.[1];
  return rest === undefined ? [whole] : [whole, ...slugsOf(rest)];
}

function ownSlugs({ id, path, message }: Revision): readonly string[] {
  const file = normal(baseOf(path));
  const start = `${normal(id)}_`;
  const slug = file.startsWith(start) ? file.slice(start.length) : file;
  return [...slugsOf(slug), normal(slugOf(message, Infinity))].filter((each) => each !== "");
}

function isNumbered({ id, path }: Revision, base: string): boolean {
  const number = numberOf(base);
  return number !== null && number === (numberOf(id) ?? numberOf(baseOf(path)));
}

/** The number that a name begins with; the date of a day in front of other words numbers nothing. */
function numberOf(base: string): bigint | null {
  const [, digits, rest] = /^[_v]*(\d+)(?:[^\p{L}\p{N}](.*))?$/iu.exec(base) ?? [];
  if (digits === undefined) return null;
  return (rest ?? "") !== "" && digits.length > 6 && digits.length < 12 ? null : BigInt(digits);
}
