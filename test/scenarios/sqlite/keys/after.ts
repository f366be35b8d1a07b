import {
  type AnySQLiteColumn,
  foreignKey,
  integer,
  primaryKey,
  sqliteTable,
  text,
  unique,
} from "drizzle-orm/sqlite-core";

export const teams = sqliteTable(
  "teams",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    lead: integer().references((): AnySQLiteColumn => users.id, { onDelete: "cascade" }),
    parent: integer(),
  },
  (t) => [foreignKey({ columns: [t.parent], foreignColumns: [t.id], name: "parent_team" })],
);
export const users = sqliteTable("users", {
  id: integer().primaryKey({ autoIncrement: true }),
  team: integer().references((): AnySQLiteColumn => teams.id),
  email: text().notNull().unique("users_mail"),
});
export const members = sqliteTable(
  "members",
  {
    id: integer().primaryKey(),
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
export const notes = sqliteTable("notes", { team: integer(), user: integer(), body: text() }, (t) => [
  foreignKey({ columns: [t.user, t.team], foreignColumns: [members.user, members.team] }).onDelete(
    "set null",
  ),
  unique("one_note").on(t.user, t.team),
  primaryKey({ name: "notes_key", columns: [t.body] }),
]);
export const tags = sqliteTable("tags", { id: text(), slug: text().primaryKey() }, (t) => [
  unique("tags_id").on(t.id),
]);
export const tagged = sqliteTable("tagged", {
  tag: text().references(() => tags.id, { onDelete: "set null" }),
  slug: text().references(() => tags.slug, { onUpdate: "cascade" }),
});
export const counted = sqliteTable("counted", { id: integer().primaryKey(), v: text() });
export const plain = sqliteTable("plain", { id: integer().primaryKey({ autoIncrement: true }), v: text() });
export const pair = sqliteTable("pair", { id: integer().notNull(), v: integer().notNull() }, (t) => [
  primaryKey({ columns: [t.id, t.v], name: "pair_key" }),
]);
