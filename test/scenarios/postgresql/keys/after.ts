import {
  type AnyPgColumn,
  foreignKey,
  integer,
  pgTable,
  primaryKey,
  serial,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";

export const teams = pgTable(
  "teams",
  {
    id: serial().primaryKey(),
    lead: integer().references((): AnyPgColumn => users.id, { onDelete: "cascade" }),
    parent: integer(),
  },
  (t) => [foreignKey({ columns: [t.parent], foreignColumns: [t.id], name: "parent_team" })],
);
export const users = pgTable("users", {
  id: serial().primaryKey(),
  team: integer().references((): AnyPgColumn => teams.id),
  email: text().notNull().unique("users_mail"),
});
export const members = pgTable(
  "members",
  {
    id: serial().primaryKey(),
    team: integer().notNull(),
    user: integer()
      .notNull()
      .references(() => users.id),
    role: text(),
  },
  (t) => [
    unique().on(t.user, t.team),
    foreignKey({ columns: [t.team], foreignColumns: [teams.id], name: "member_team" })
      .onUpdate("set default")
      .onDelete("no action"),
  ],
);
export const notes = pgTable("notes", { team: integer(), user: integer(), body: text() }, (t) => [
  foreignKey({ columns: [t.user, t.team], foreignColumns: [members.user, members.team] }).onDelete(
    "set null",
  ),
  unique("one_note").on(t.team, t.user),
  primaryKey({ name: "notes_key", columns: [t.body] }),
]);
export const tags = pgTable(
  "tags",
  { id: uuid().defaultRandom(), slug: text().notNull().primaryKey() },
  (t) => [unique("tags_id").on(t.id)],
);
export const tagged = pgTable("tagged", {
  tag: uuid().references(() => tags.id),
  slug: text().references(() => tags.slug, { onUpdate: "cascade" }),
});
