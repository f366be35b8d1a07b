import {
  type AnySQLiteColumn,
  foreignKey,
  integer,
  primaryKey,
  sqliteTable,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";

export const teams = sqliteTable(
  "teams",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    lead: integer().references((): AnySQLiteColumn => users.id),
    parent: integer(),
  },
  (t) => [foreignKey({ columns: [t.parent], foreignColumns: [t.id] }).onDelete("cascade")],
);
export const users = sqliteTable("users", {
  id: integer().primaryKey(),
  team: integer().references((): AnySQLiteColumn => teams.id, { onDelete: "set null" }),
  email: text().notNull().unique(),
});
export const members = sqliteTable(
  "members",
  { team: integer().notNull(), user: integer().notNull(), role: text() },
  (t) => [
    primaryKey({ columns: [t.team, t.user] }),
    foreignKey({ columns: [t.team], foreignColumns: [teams.id], name: "member_team" })
      .onUpdate("cascade")
      .onDelete("restrict"),
  ],
);
export const notes = sqliteTable("notes", { team: integer(), user: integer(), body: text() }, (t) => [
  foreignKey({ columns: [t.team, t.user], foreignColumns: [members.team, members.user] }),
  unique("one_note").on(t.team, t.user),
]);
export const a = sqliteTable("a", {
  id: integer().primaryKey(),
  b: integer().references((): AnySQLiteColumn => b.id, { onDelete: "cascade" }),
});
export const b = sqliteTable("b", {
  id: integer().primaryKey(),
  a: integer().references((): AnySQLiteColumn => a.id),
});
export const tags = sqliteTable("tags", { id: text().primaryKey(), slug: text().notNull() }, (t) => [
  uniqueIndex("tags_slug").on(t.slug),
]);
export const tagged = sqliteTable("tagged", {
  tag: text().references(() => tags.id, { onDelete: "cascade" }),
  slug: text().references(() => tags.slug, { onUpdate: "cascade" }),
});
export const counted = sqliteTable("counted", {
  id: integer().primaryKey({ autoIncrement: true }),
  v: text(),
});
export const plain = sqliteTable("plain", { id: integer().primaryKey(), v: text() });
export const pair = sqliteTable("pair", {
  id: integer().primaryKey({ autoIncrement: true }),
  v: integer().notNull(),
});
