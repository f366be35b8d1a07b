import { formatName, parseName } from "../schema/names.ts";
import type { ConstraintName, Schema, Table } from "../schema/schema.ts";
import type { Rename } from "./renames.ts";
import type { DiffRules } from "./rules.ts";

/**
 * The wanted schema, in which constraints and indexes whose name was made of names that are changed now are
 * to take their new ones: `users_email_unique` becomes `people_email_unique` with its table. All other names
 * that nobody gave are left as the database has them.
 */
export function namesAfterRenames(
  live: Schema,
  wanted: Schema,
  renames: readonly Rename[],
  rules: DiffRules,
): Schema {
  const changes = renames
    .filter(({ kind }) => kind === "table" || kind === "column")
    .map(({ from, to }) => ({ from: parseName(from)?.name ?? from, to: parseName(to)?.name ?? to }));
  if (changes.length === 0) return wanted;
  const taken = new Set(live.tables.flatMap(namesOf));
  const byName = new Map(live.tables.map((table) => [formatName(table), table]));
  const renamed = <T extends ConstraintName>(before: readonly T[], after: readonly T[]): readonly T[] =>
    after.map((item) => {
      const { name, nameExplicit } = item;
      if (name === null || nameExplicit || taken.has(name)) return item;
      const former = formerNames(name, changes);
      return before.some((each) => each.name !== null && former.has(each.name))
        ? { ...item, nameExplicit: true }
        : item;
    });
  return {
    ...wanted,
    tables: wanted.tables.map((table) => {
      const before = byName.get(formatName(table));
      if (before === undefined) return table;
      const indexes = renamed(before.indexes, table.indexes);
      // Where a constraint can take another name only with its whole table recreated, it keeps the old one.
      if (!rules.addsForeignKeys) return { ...table, indexes };
      return {
        ...table,
        indexes,
        uniques: renamed(before.uniques, table.uniques),
        foreignKeys: renamed(before.foreignKeys, table.foreignKeys),
        primaryKey:
          table.primaryKey === null || before.primaryKey === null
            ? table.primaryKey
            : (renamed([before.primaryKey], [table.primaryKey])[0] ?? null),
      };
    }),
  };
}

function namesOf({ uniques, foreignKeys, checks, indexes, primaryKey }: Table): readonly string[] {
  const all = [
    ...uniques,
    ...foreignKeys,
    ...checks,
    ...indexes,
    ...(primaryKey === null ? [] : [primaryKey]),
  ];
  return all.flatMap(({ name }) => (name === null ? [] : [name]));
}

/** What a name may have been before, with any of its words back under the names of then; the name itself is not among them. */
function formerNames(
  name: string,
  changes: readonly { readonly from: string; readonly to: string }[],
): ReadonlySet<string> {
  let forms = new Set([name]);
  for (const { from, to } of changes)
    forms = new Set([...forms].flatMap((form) => backwards(form, from, to)));
  forms.delete(name);
  return forms;
}

/** The forms of a text in which some of the places that say `to`, as words between underscores, say `from`. */
function backwards(text: string, from: string, to: string): readonly string[] {
  const word = to.replaceAll(/[$()*+.?[\\\]^{|}]/gu, String.raw`\$&`);
  const [first = "", ...others] = text.split(new RegExp(`(?<=^|_)${word}(?=_|$)`, "u"));
  if (others.length > most) return [text];
  let forms = [first];
  for (const piece of others)
    forms = forms.flatMap((form) => [to, from].map((each) => `${form}${each}${piece}`));
  return forms;
}

/** A name that says one word more often than this is not taken apart. */
const most = 5;
