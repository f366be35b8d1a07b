import { badRename, unknownRename } from "../errors/schema.ts";
import { findColumn, findEnum, findSequence, findTable, findView, nameOf } from "../schema/lookup.ts";
import { formatName, parseName } from "../schema/names.ts";
import { findRole } from "../schema/role.ts";
import type { ObjectKind } from "../schema/objects.ts";
import type { Named, Schema } from "../schema/schema.ts";
import type { Rename } from "./renames.ts";

/**
 * Read `users:people`, `users.name:users.full_name`, `mood:humour` or `mood.sad:mood.unhappy`. Where one of the
 * renames `others` gives the table or type of a column or label another name, both sides may say it by its old
 * name or by its new one; the right side may leave it out. Throws bad-rename and unknown-rename.
 */
export function parseRename(
  text: string,
  live: Schema,
  wanted: Schema,
  others: readonly string[] = [],
): Rename {
  const [from, to] = sides(text);
  if (from === "" || to === "")
    throw badRename({ text, why: "it needs an old and a new name with a colon between" });
  const told = others.map(sides);
  return whole(text, from, to, live, wanted, told) ?? inner(text, from, to, live, wanted, told);
}

/** The old and the new name that a rename says; empty where it does not. */
export function sides(text: string): readonly [from: string, to: string] {
  const parts = /^((?:"(?:[^"]|"")*"|[^":])+):((?:"(?:[^"]|"")*"|[^":])+)$/u.exec(text.trim());
  return [parts?.[1]?.trim() ?? "", parts?.[2]?.trim() ?? ""];
}

/** How each kind is found; the compiler asks for a new one. */
const wholes: Readonly<
  Record<ObjectKind | "role" | "namespace", (schema: Schema, name: string) => Named | null>
> = {
  table: findTable,
  view: findView,
  enum: findEnum,
  sequence: findSequence,
  role: findNamedRole,
  namespace: (schema: Schema, name: string): Named | null =>
    schema.namespaces.includes(unquoted(name)) ? { schema: null, name: unquoted(name) } : null,
};

/** A role has no namespace, and is written as if it lay in the default one. */
function findNamedRole(schema: Schema, name: string): Named | null {
  const { schema: namespace, name: role } = nameOf(name);
  return namespace === null && findRole(schema, role) !== null ? { schema: null, name: role } : null;
}

/**
 * A table, a view, a type or a sequence, which may go to another namespace; a role; or a namespace with all that is
 * in it.
 */
function whole(
  text: string,
  from: string,
  to: string,
  live: Schema,
  wanted: Schema,
  others: readonly (readonly [from: string, to: string])[],
): Rename | null {
  const [old, now] = [parseName(from), parseName(to)];
  if (old === null) return null;
  const found = Object.entries(wholes).find(([, find]) => find(live, from) !== null);
  if (found === undefined) return null;
  const [kind, find] = found as [keyof typeof wholes, (typeof wholes)["table"]];
  if (now === null || find(wanted, to) === null) throw unknownRename({ text, name: to, side: "schema" });
  const leaves = others.some(([name]) => name === to);
  if (find(live, to) !== null && !leaves) throw badRename({ text, why: `${to} is in the database already` });
  if (kind === "namespace") return { kind, inside: null, from: old.name, to: now.name };
  return { kind, inside: null, from: formatName(old), to: formatName(now) };
}

/** A column of a table or a label of a type. */
function inner(
  text: string,
  from: string,
  to: string,
  live: Schema,
  wanted: Schema,
  others: readonly (readonly [from: string, to: string])[],
): Rename {
  const before = new Map(others.map(([old, now]) => [now, old]));
  const after = new Map(others);
  const said = splitLast(from);
  if (said === null) throw unknownRename({ text, name: from, side: "database" });
  const isThere = findTable(live, said.inside) !== null || findEnum(live, said.inside) !== null;
  const old = isThere ? said : { ...said, inside: before.get(said.inside) ?? said.inside };
  const [table, type] = [findTable(live, old.inside), findEnum(live, old.inside)];
  const there = table === null ? type?.values.includes(old.name) : findColumn(table, old.name) !== null;
  if (there !== true) throw unknownRename({ text, name: from, side: "database" });

  const now = splitLast(to) ?? { inside: old.inside, name: unquoted(to) };
  const target = after.get(old.inside) ?? old.inside;
  const inside = now.inside === old.inside ? target : now.inside;
  const names =
    table === null
      ? findEnum(wanted, inside)?.values
      : findTable(wanted, inside)?.columns.map((column) => column.name);
  if (names?.includes(now.name) !== true) throw unknownRename({ text, name: to, side: "schema" });
  const taken = table === null ? type?.values.includes(now.name) : findColumn(table, now.name) !== null;
  const leaves = others.some(([name]) => {
    const other = splitLast(name);
    return other?.name === now.name && [old.inside, target].includes(other.inside);
  });
  if (taken === true && !leaves) throw badRename({ text, why: `${to} is in the database already` });
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
  const parts = /^(.+)\.("(?:[^"]|"")*"|[^".]+)$/su.exec(text);
  if (parts?.[1] === undefined || parts[2] === undefined || parseName(parts[1]) === null) return null;
  return { inside: parts[1], name: unquoted(parts[2]) };
}

function unquoted(name: string): string {
  return parseName(name)?.name ?? name;
}
