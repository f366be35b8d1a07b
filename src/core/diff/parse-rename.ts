import { badRename, unknownRename } from "../errors/schema.ts";
import { findColumn, findEnum, findTable } from "../schema/lookup.ts";
import { formatName, parseName } from "../schema/names.ts";
import type { Schema } from "../schema/schema.ts";
import type { Rename } from "./renames.ts";

/**
 * Read `users:people`, `users.name:users.full_name`, `mood:humour` or `mood.sad:mood.unhappy`; the right side
 * of a column or label may leave out what is before its dot, or say it under its old name where one of the
 * renames `beside` it gives it another. Throws bad-rename and unknown-rename.
 */
export function parseRename(
  text: string,
  live: Schema,
  wanted: Schema,
  beside: readonly string[] = [],
): Rename {
  const [from, to] = sides(text);
  if (from === "" || to === "") throw badRename(text, "it needs an old and a new name with a colon between");
  const others = new Map(beside.map(sides));
  return (
    whole(text, from, to, live, wanted) ??
    inner(text, from, to, live, wanted, (name) => others.get(name) ?? name)
  );
}

function sides(text: string): readonly [from: string, to: string] {
  const parts = /^((?:"(?:[^"]|"")*"|[^":])+):((?:"(?:[^"]|"")*"|[^":])+)$/u.exec(text.trim());
  return [parts?.[1]?.trim() ?? "", parts?.[2]?.trim() ?? ""];
}

/** A table or a type. */
function whole(text: string, from: string, to: string, live: Schema, wanted: Schema): Rename | null {
  const [old, now] = [parseName(from), parseName(to)];
  if (old === null) return null;
  const kind = findTable(live, from) !== null ? "table" : findEnum(live, from) !== null ? "enum" : null;
  if (kind === null) return null;
  const find = kind === "table" ? findTable : findEnum;
  if (now === null || find(wanted, to) === null) throw unknownRename(text, to, "schema");
  if (now.schema !== old.schema) throw badRename(text, "both names must be in the same namespace");
  if (find(live, to) !== null) throw badRename(text, `${to} is in the database already`);
  return { kind, inside: null, from: formatName(old), to: formatName(now) };
}

/** A column of a table or a label of a type. */
function inner(
  text: string,
  from: string,
  to: string,
  live: Schema,
  wanted: Schema,
  renamed: (name: string) => string,
): Rename {
  const old = splitLast(from);
  if (old === null) throw unknownRename(text, from, "database");
  const [table, type] = [findTable(live, old.inside), findEnum(live, old.inside)];
  const there = table === null ? type?.values.includes(old.name) : findColumn(table, old.name) !== null;
  if (there !== true) throw unknownRename(text, from, "database");

  const now = splitLast(to) ?? { inside: old.inside, name: unquoted(to) };
  const inside = renamed(now.inside);
  const names =
    table === null
      ? findEnum(wanted, inside)?.values
      : findTable(wanted, inside)?.columns.map((column) => column.name);
  if (names?.includes(now.name) !== true) throw unknownRename(text, to, "schema");
  const taken = table === null ? type?.values.includes(now.name) : findColumn(table, now.name) !== null;
  if (taken === true) throw badRename(text, `${to} is in the database already`);
  const owner = table ?? type;
  return {
    kind: table === null ? "enumValue" : "column",
    inside: owner === null ? old.inside : formatName(owner),
    from: old.name,
    to: now.name,
  };
}

/** `auth.users.name` is the column `name` of `auth.users`. */
function splitLast(text: string): { readonly inside: string; readonly name: string } | null {
  const parts = /^(.+)\.("(?:[^"]|"")*"|[^".]+)$/u.exec(text);
  if (parts?.[1] === undefined || parts[2] === undefined || parseName(parts[1]) === null) return null;
  return { inside: parts[1], name: unquoted(parts[2]) };
}

function unquoted(name: string): string {
  return parseName(name)?.name ?? name;
}
