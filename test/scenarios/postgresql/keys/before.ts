import {
  type AnyPgColumn,
  foreignKey,
  integer,
  pgTable,
  primaryKey,
  serial,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";

export const teams = pgTable(
  "teams",
  { id: serial().primaryKey(), lead: integer().references((): AnyPgColumn => users.id), parent: integer() },
  (t) => [foreignKey({ columns: [t.parent], foreignColumns: [t.id] }).onDelete("cascade")],
);
export const users = pgTable("users", {
  id: serial().primaryKey(),
  team: integer().references((): AnyPgColumn => teams.id, { onDelete: "set null" }),
  email: text().notNull().unique(),
});
export const members = pgTable(
  "members",
  { team: integer().notNull(), user: integer().notNull(), role: text() },
  (t) => [
    primaryKey({ columns: [t.team, t.user] }),
    foreignKey({ columns: [t.team], foreignColumns: [teams.id], name: "member_team" })
      .onUpdate("cascade")
      .onDelete("restrict"),
  ],
);
export const notes = pgTable("notes", { team: integer(), user: integer(), body: text() }, (t) => [
  foreignKey({ columns: [t.team, t.user], foreignColumns: [members.team, members.user] }),
  unique("one_note").on(t.team, t.user).nullsNotDistinct(),
]);
export const a = pgTable("a", {
  id: integer().primaryKey(),
  b: integer().references((): AnyPgColumn => b.id),
});
export const b = pgTable("b", {
  id: integer().primaryKey(),
  a: integer().references((): AnyPgColumn => a.id),
});
export const tags = pgTable(
  "tags",
  { id: uuid().defaultRandom().primaryKey(), slug: text().notNull() },
  (t) => [uniqueIndex("tags_slug").on(t.slug)],
);
export const tagged = pgTable("tagged", {
  tag: uuid().references(() => tags.id),
  slug: text().references(() => tags.slug, { onUpdate: "cascade" }),
});
