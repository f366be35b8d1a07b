import { describe, expect, it } from "vitest";
import { operationsOf, type Change } from "../../../src/core/diff/change.ts";
import { diffSchemas, type DiffOptions } from "../../../src/core/diff/diff.ts";
import type { DiffRules } from "../../../src/core/diff/rules.ts";
import { applyOperations } from "../../../src/core/operations/apply.ts";
import { describeOperation } from "../../../src/core/operations/describe.ts";
import { make } from "../../../src/core/operations/make.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import type { ColumnSpec, TableSpec } from "../../../src/core/operations/spec.ts";
import { emptySchema, type Schema } from "../../../src/core/schema/schema.ts";
import { identityRules, rebuildingRules } from "./rules.ts";

const schemaOf = (operations: readonly Operation[]): Schema => applyOperations(emptySchema, operations);

/** Names in the wanted schema that the user did not give. */
function unnamed(schema: Schema): Schema {
  const open = <T extends object>(item: T): T & { nameExplicit: false } => ({ ...item, nameExplicit: false });
  return {
    ...schema,
    tables: schema.tables.map((table) => ({
      ...table,
      primaryKey: table.primaryKey === null ? null : open(table.primaryKey),
      uniques: table.uniques.map(open),
      checks: table.checks.map(open),
      foreignKeys: table.foreignKeys.map(open),
      indexes: table.indexes.map(open),
    })),
  };
}

const id: ColumnSpec = { name: "id", type: "integer", nullable: false };
const table = (name: string, columns: readonly ColumnSpec[] = [], rest: Partial<TableSpec> = {}): Operation =>
  make.createTable({ name, columns: [id, ...columns], ...rest });
const mood = (...values: string[]): Operation => make.createEnum({ name: "mood", values });
const text = (name: string, rest: Partial<ColumnSpec> = {}): ColumnSpec => ({ name, type: "text", ...rest });
const pointing = (name: string, target: string, rest: Partial<TableSpec> = {}): Operation =>
  table(name, [{ name: "ref", type: "integer" }], {
    primaryKey: { name: `${name}_pkey`, columns: ["id"] },
    foreignKeys: [{ name: `${name}_fk`, columns: ["ref"], references: { table: target, columns: ["id"] } }],
    ...rest,
  });

const counting = (name: string, primaryKey: TableSpec["primaryKey"], autoincrement: boolean): Operation =>
  make.createTable({
    name,
    columns: [
      { ...id, autoincrement },
      { ...id, name: "x" },
    ],
    ...(primaryKey == null ? {} : { primaryKey }),
  });

function changes(
  live: readonly Operation[],
  wanted: readonly Operation[],
  options: Partial<DiffOptions> = {},
  rules: DiffRules = identityRules,
): readonly Change[] {
  return diffSchemas(schemaOf(live), schemaOf(wanted), rules, { renames: [], ...options });
}

function lines(...args: Parameters<typeof changes>): readonly string[] {
  return operationsOf(changes(...args)).map(describeOperation);
}

interface Case {
  readonly title: string;
  readonly live: readonly Operation[];
  readonly wanted: readonly Operation[];
  readonly says: readonly string[];
  readonly options?: Partial<DiffOptions>;
  readonly rules?: DiffRules;
}

const users = table("users", [text("name")]);
const check = { name: "named", expression: "name <> ''" };
const generated = (expression: string, stored = true): ColumnSpec =>
  text("shout", { generated: { expression, stored } });

const cases: readonly Case[] = [
  {
    title: "makes namespaces, types, tables and views in the order in which they build on each other",
    live: [],
    wanted: [
      make.createSchema("auth"),
      make.createEnum({ name: "auth.mood", values: ["a"] }),
      table("auth.users", [{ name: "mood", type: "auth.mood" }]),
      make.createIndex("auth.users", { name: "by_mood", columns: ["mood"] }),
      make.createView({ name: "moods", query: "SELECT mood FROM auth.users" }),
      make.createView({ name: "a_view", query: "SELECT * FROM moods" }),
    ],
    says: [
      "create schema auth",
      "create type auth.mood (a)",
      "create table auth.users (id, mood)",
      "create index by_mood on auth.users (mood)",
      "create view moods",
      "create view a_view",
    ],
  },
  {
    title: "takes all of it down the other way round",
    live: [
      make.createSchema("auth"),
      make.createEnum({ name: "auth.mood", values: ["a"] }),
      table("auth.users", [{ name: "mood", type: "auth.mood" }]),
      make.createView({ name: "moods", query: "SELECT mood FROM auth.users" }),
      make.createView({ name: "a_view", query: "SELECT * FROM moods" }),
    ],
    wanted: [],
    says: [
      "drop view a_view",
      "drop view moods",
      "drop table auth.users",
      "drop type auth.mood",
      "drop schema auth",
    ],
  },
  {
    title: "makes the table that is pointed to first, whatever its name, and drops it last",
    live: [pointing("drop_a", "drop_b"), pointing("drop_b", "drop_b")],
    wanted: [pointing("a", "b"), pointing("b", "b")],
    says: ["create table b (id, ref)", "create table a (id, ref)", "drop table drop_a", "drop table drop_b"],
  },
  {
    title: "splits a circle of foreign keys out of new tables, and drops it before old ones",
    live: [pointing("drop_a", "drop_b"), pointing("drop_b", "drop_a")],
    wanted: [pointing("a", "b"), pointing("b", "a")],
    says: [
      "create table b (id, ref)",
      "create table a (id, ref)",
      "add foreign key b_fk on b (ref) to a (id)",
      "drop constraint drop_b_fk of drop_b",
      "drop table drop_a",
      "drop table drop_b",
    ],
  },
  {
    title: "leaves a circle of foreign keys in the tables where none can be added",
    rules: rebuildingRules,
    live: [pointing("drop_a", "drop_b"), pointing("drop_b", "drop_a")],
    wanted: [pointing("a", "b"), pointing("b", "a")],
    says: ["create table a (id, ref)", "create table b (id, ref)", "drop table drop_a", "drop table drop_b"],
  },
  {
    title: "drops a foreign key of a table that stays before the table it points to",
    live: [pointing("users", "roles"), table("roles", [], { primaryKey: { columns: ["id"] } })],
    wanted: [table("users", [{ name: "ref", type: "integer" }], { primaryKey: { columns: ["id"] } })],
    says: ["drop constraint users_fk of users", "drop table roles"],
  },
  {
    title: "adds a column, alters one and drops one, in the order of the schema",
    live: [table("users", [text("a"), text("b")])],
    wanted: [table("users", [text("z"), text("b", { default: "'x'" }), text("c")])],
    says: [
      "add column users.z text",
      "add column users.c text",
      "alter column users.b: default 'x'",
      "drop column users.a",
    ],
  },
  {
    title: "says all that changes of a column at once, with the cast that the type needs",
    rules: { ...identityRules, castExpression: (column, from, to) => `${column}::${from}::${to}` },
    live: [table("users", [text("n", { default: "'1'" })])],
    wanted: [
      table("users", [
        { name: "n", type: "integer", nullable: false, identity: { always: true }, comment: "no" },
      ]),
    ],
    says: ["alter column users.n: type integer, not null, no default, identity, comment no"],
  },
  {
    title: "adds a column that must have values in three steps",
    live: [users],
    wanted: [table("users", [text("name"), text("email", { nullable: false })])],
    says: [
      "add column users.email text",
      "execute UPDATE users SET email = '' /* placeholder */ WHERE email IS NULL",
      "alter column users.email: not null",
    ],
  },
  {
    title: "fills a column that must have values from now on with its default, else with a placeholder",
    live: [table("users", [text("a"), text("b"), text("c"), text("d")])],
    wanted: [
      table(
        "users",
        [
          text("a", { nullable: false, default: "'x'" }),
          text("b", { nullable: false }),
          text("c", { nullable: false }),
          { ...text("d", { nullable: false }), type: "other" },
        ],
        { uniques: [{ name: "u", columns: ["c"] }] },
      ),
    ],
    says: [
      "alter column users.a: default 'x'",
      "execute UPDATE users SET a = 'x' WHERE a IS NULL",
      "alter column users.a: not null",
      "execute UPDATE users SET b = '' /* placeholder */ WHERE b IS NULL",
      "alter column users.b: not null",
      "alter column users.c: not null",
      "alter column users.d: type other, not null",
      "add unique u on users (c)",
    ],
  },
  {
    title: "adds a column that must have values in one step where no rows are",
    options: { hasRows: () => false },
    live: [users],
    wanted: [table("users", [text("name"), text("email", { nullable: false })])],
    says: ["add column users.email text not null"],
  },
  {
    title: "drops and adds a column that becomes generated, with what involves it",
    live: [
      table("users", [text("name"), text("shout")], {
        checks: [{ name: "loud", expression: "shout <> ''" }],
      }),
      make.createIndex("users", { name: "by_shout", columns: ["shout"] }),
      make.createIndex("users", { name: "by_name", columns: ["name"] }),
    ],
    wanted: [
      table("users", [text("name"), generated("upper(name)")], {
        checks: [{ name: "loud", expression: "shout <> ''" }],
      }),
      make.createIndex("users", { name: "by_shout", columns: ["shout"] }),
      make.createIndex("users", { name: "by_name", columns: ["name"] }),
    ],
    says: [
      "drop constraint loud of users",
      "drop index by_shout of users",
      "drop column users.shout",
      "add column users.shout text generated as (upper(name))",
      "add check loud on users (shout <> '')",
      "create index by_shout on users (shout)",
    ],
  },
  {
    title: "alters a stored generated column in place when its expression changes or goes",
    live: [
      table("users", [
        text("name"),
        generated("upper(name)"),
        text("low", { generated: { expression: "lower(name)", stored: true } }),
      ]),
    ],
    wanted: [table("users", [text("name"), generated("lower(name)"), text("low")])],
    says: ["alter column users.shout: generated lower(name)", "alter column users.low: no generated"],
  },
  {
    title: "replaces a generated column around a change of the type it is computed from",
    live: [
      table("users", [
        text("name"),
        generated("upper(name)"),
        text("twice", { generated: { expression: "shout || 'x'", stored: true } }),
      ]),
    ],
    wanted: [
      table("users", [
        { name: "name", type: "varchar(9)" },
        generated("upper(name)"),
        text("twice", { generated: { expression: "shout || 'x'", stored: true } }),
      ]),
    ],
    says: [
      "drop column users.twice",
      "drop column users.shout",
      "alter column users.name: type varchar(9)",
      "add column users.shout text generated as (upper(name))",
      "add column users.twice text generated as (shout || 'x')",
    ],
  },
  {
    title: "makes a foreign key again when the key that it points to changes",
    live: [
      table("users", [text("name")], { uniques: [{ name: "u", columns: ["id"] }] }),
      pointing("posts", "users"),
    ],
    wanted: [
      table("users", [text("name")], { primaryKey: { name: "p", columns: ["id"] } }),
      pointing("posts", "users"),
    ],
    says: [
      "drop constraint posts_fk of posts",
      "drop constraint u of users",
      "add primary key users (id)",
      "add foreign key posts_fk on posts (ref) to users (id)",
    ],
  },
  {
    title: "makes a foreign key again around types that become others",
    live: [table("users", [], { primaryKey: { columns: ["id"] } }), pointing("posts", "users")],
    wanted: [
      make.createTable({
        name: "users",
        columns: [{ ...id, type: "uuid" }],
        primaryKey: { columns: ["id"] },
      }),
      make.createTable({
        name: "posts",
        columns: [id, { name: "ref", type: "uuid" }],
        primaryKey: { name: "posts_pkey", columns: ["id"] },
        foreignKeys: [
          { name: "posts_fk", columns: ["ref"], references: { table: "users", columns: ["id"] } },
        ],
      }),
    ],
    says: [
      "drop constraint posts_fk of posts",
      "alter column posts.ref: type uuid",
      "alter column users.id: type uuid",
      "add foreign key posts_fk on posts (ref) to users (id)",
    ],
  },
  {
    title: "renames a constraint and an index whose given name is another",
    live: [
      table("users", [text("name")], { checks: [{ ...check, name: "old" }] }),
      make.createIndex("users", { name: "old_index", columns: ["name"] }),
    ],
    wanted: [
      table("users", [text("name")], { checks: [check] }),
      make.createIndex("users", { name: "new_index", columns: ["name"] }),
    ],
    says: ["rename constraint old of users to named", "rename index old_index of users to new_index"],
  },
  {
    title: "has what bears a name by default give way to what is given it",
    live: [
      table("users", [text("name"), text("other")], { uniques: [{ name: "wanted", columns: ["name"] }] }),
    ],
    wanted: [
      table("users", [text("name"), text("other")], { uniques: [{ columns: ["name"] }] }),
      make.createIndex("users", { name: "wanted", columns: ["other"] }),
    ],
    says: [
      "drop constraint wanted of users",
      "add unique on users (name)",
      "create index wanted on users (other)",
    ],
  },
  {
    title: "has what bears a name by default give way to what is given it in another table",
    live: [
      table("users", [text("name")], { uniques: [{ name: "wanted", columns: ["name"] }] }),
      table("others", [text("name")]),
    ],
    wanted: [
      table("users", [text("name")], { uniques: [{ columns: ["name"] }] }),
      table("others", [text("name")], { uniques: [{ name: "wanted", columns: ["name"] }] }),
    ],
    says: [
      "drop constraint wanted of users",
      "add unique on users (name)",
      "add unique wanted on others (name)",
    ],
  },
  {
    title: "leaves what has no name in the database without one: a name alone is not worth making it again",
    live: [table("users", [text("name")], { checks: [{ expression: "name <> ''" }] })],
    wanted: [table("users", [text("name")], { checks: [check] })],
    says: [],
  },
  {
    title: "takes a name from one index for another in the right order",
    live: [
      make.createTable({ name: "t", columns: [id, text("a"), text("b")] }),
      make.createIndex("t", { name: "i", columns: ["a"] }),
      make.createIndex("t", { name: "j", columns: ["b"] }),
    ],
    wanted: [
      make.createTable({ name: "t", columns: [id, text("a"), text("b")] }),
      make.createIndex("t", { name: "i", columns: ["b"] }),
    ],
    says: ["drop index i of t", "rename index j of t to i"],
  },
  {
    title: "adds labels in their places",
    live: [mood("b", "d")],
    wanted: [mood("a", "b", "c", "d", "e", "f")],
    says: [
      "add label a to mood before b",
      "add label c to mood after b",
      "add label e to mood",
      "add label f to mood",
    ],
  },
  {
    title: "changes labels that go or change places, and drops a default that says one of them first",
    options: { enumReplacements: { mood: { sad: "blue", other: "x" } } },
    live: [
      mood("happy", "sad", "cross"),
      table("users", [
        { name: "one", type: "mood", default: "'cross'::mood" },
        { name: "two", type: "mood", default: "'sad'::mood" },
        { name: "three", type: "mood", default: "'happy'::mood" },
      ]),
    ],
    wanted: [
      mood("blue", "happy"),
      table("users", [
        { name: "one", type: "mood", default: "'happy'::mood" },
        { name: "two", type: "mood", default: "'blue'::mood" },
        { name: "three", type: "mood", default: "'happy'::mood" },
      ]),
    ],
    says: [
      "alter column users.one: no default",
      "change labels of mood to blue, happy",
      "alter column users.one: default 'happy'::mood",
    ],
  },
  {
    title: "frees a type before it is dropped, and has it before it is used",
    live: [mood("a"), table("users", [{ name: "m", type: "mood" }, text("n")])],
    wanted: [
      make.createEnum({ name: "kind", values: ["a"] }),
      table("users", [text("m"), { name: "n", type: "kind" }]),
    ],
    says: [
      "create type kind (a)",
      "alter column users.m: type text",
      "alter column users.n: type kind",
      "drop type mood",
    ],
  },
  {
    title:
      "makes a view again when its query changes, with the views that read it, around changes of the table",
    live: [
      users,
      make.createView({ name: "b", query: "SELECT id FROM users" }),
      make.createView({ name: "a", query: "SELECT id FROM b" }),
    ],
    wanted: [
      table("users", [text("title")]),
      make.createView({ name: "b", query: "SELECT id, title FROM users" }),
      make.createView({ name: "a", query: "SELECT id FROM b" }),
    ],
    says: [
      "drop view a",
      "drop view b",
      "add column users.title text",
      "drop column users.name",
      "create view b",
      "create view a",
    ],
  },
  {
    title: "carries out renames first, but for the views that read them, and compares under the new names",
    options: {
      renames: [
        { kind: "table", inside: null, from: "users", to: "people" },
        { kind: "column", inside: "users", from: "name", to: "title" },
        { kind: "enum", inside: null, from: "mood", to: "humour" },
        { kind: "enumValue", inside: "mood", from: "a", to: "b" },
      ],
    },
    live: [
      mood("a"),
      table("users", [text("name"), { name: "m", type: "mood", default: "'a'::mood" }], { checks: [check] }),
      make.createView({ name: "v", query: "SELECT id FROM users" }),
      pointing("posts", "users"),
    ],
    wanted: [
      make.createEnum({ name: "humour", values: ["b"] }),
      table("people", [text("title"), { name: "m", type: "humour", default: "'b'::humour" }, text("new")], {
        checks: [{ ...check, expression: "title <> ''" }],
      }),
      make.createView({ name: "v", query: "SELECT id FROM people" }),
      pointing("posts", "people"),
    ],
    says: [
      "drop view v",
      "rename column users.name to title",
      "rename label mood.a to b",
      "rename table users to people",
      "rename type mood to humour",
      "add column people.new text",
      "create view v",
    ],
  },
  {
    title: "takes a unique index and a unique constraint for one thing where the engine does",
    rules: rebuildingRules,
    live: [
      table("users", [text("a"), text("b")], { uniques: [{ columns: ["a"] }] }),
      make.createIndex("users", { name: "users_b_unique", unique: true, columns: ["b"] }),
    ],
    wanted: [
      table("users", [text("a"), text("b")], { uniques: [{ name: "users_b_key", columns: ["b"] }] }),
      make.createIndex("users", { name: "users_a_unique", unique: true, columns: ["a"] }),
    ],
    says: [],
  },
  {
    title: "tells a unique index from a unique constraint where the engine does",
    live: [table("users", [text("a")], { uniques: [{ name: "u", columns: ["a"] }] })],
    wanted: [
      table("users", [text("a")]),
      make.createIndex("users", { name: "u", unique: true, columns: ["a"] }),
    ],
    says: ["drop constraint u of users", "create unique index u on users (a)"],
  },
  {
    title: "lets AUTOINCREMENT go with a primary key, and come back after it",
    live: [
      counting("a", { name: "old", columns: ["id"] }, true),
      counting("b", { columns: ["id", "x"] }, false),
    ],
    wanted: [counting("a", { columns: ["id", "x"] }, false), counting("b", { columns: ["id"] }, true)],
    says: [
      "drop primary key of a",
      "add primary key a (id, x)",
      "drop primary key of b",
      "add primary key b (id)",
      "alter column b.id: autoincrement",
    ],
  },
  {
    title: "gives a name to a new index only when the circle of tables that had it is gone",
    live: [
      pointing("drop_a", "drop_b"),
      pointing("drop_b", "drop_a"),
      make.createIndex("drop_a", { name: "i", columns: ["ref"] }),
    ],
    wanted: [users, make.createIndex("users", { name: "i", columns: ["name"] })],
    says: [
      "drop constraint drop_b_fk of drop_b",
      "create table users (id, name)",
      "drop table drop_a",
      "drop table drop_b",
      "create index i on users (name)",
    ],
  },
  {
    title: "makes a view again when its kind changes, and changes its options where it stands",
    live: [
      users,
      make.createView({ name: "a", query: "SELECT 1" }),
      make.createView({ name: "b", query: "SELECT 1" }),
      make.createView({ name: "c", query: "SELECT 1", with: [["security_barrier", "true"]] }),
    ],
    wanted: [
      users,
      make.createView({ name: "a", query: "SELECT 1", with: [["security_barrier", "true"]] }),
      make.createView({ name: "b", query: "SELECT 1", materialized: true }),
      make.createView({ name: "c", query: "SELECT 1", with: [["security_barrier", "true"]] }),
    ],
    says: ["drop view b", "create materialized view b", "alter view a: with (security_barrier = true)"],
  },
  {
    title: "turns automatic numbers on",
    rules: rebuildingRules,
    live: [table("users")],
    wanted: [make.createTable({ name: "users", columns: [{ ...id, autoincrement: true }] })],
    says: ["alter column users.id: autoincrement"],
  },
  {
    title: "makes a unique index beside a unique constraint when both are wanted",
    rules: rebuildingRules,
    live: [table("users", [text("a")], { uniques: [{ columns: ["a"] }] })],
    wanted: [
      table("users", [text("a")], { uniques: [{ columns: ["a"] }] }),
      make.createIndex("users", { name: "i", unique: true, columns: ["a"] }),
    ],
    says: ["create unique index i on users (a)"],
  },
  {
    title: "drops tables of a circle that others lead into in the order that the rest of the circle asks for",
    live: [pointing("a", "c"), pointing("c", "b"), pointing("b", "c")],
    wanted: [],
    says: ["drop constraint b_fk of b", "drop table a", "drop table c", "drop table b"],
  },
  {
    title: "leaves foreign keys alone around other types where the engine rebuilds tables",
    rules: rebuildingRules,
    live: [table("users", [], { primaryKey: { columns: ["id"] } }), pointing("posts", "users")],
    wanted: [
      make.createTable({
        name: "users",
        columns: [{ ...id, type: "text" }],
        primaryKey: { columns: ["id"] },
      }),
      pointing("posts", "users"),
    ],
    says: ["alter column users.id: type text"],
  },
  {
    title: "makes a foreign key again around a column that is computed otherwise",
    live: [
      table("users", [text("name"), generated("upper(name)")], {
        uniques: [{ name: "u", columns: ["shout"] }],
      }),
      table("posts", [text("by")], {
        foreignKeys: [{ name: "f", columns: ["by"], references: { table: "users", columns: ["shout"] } }],
      }),
    ],
    wanted: [
      table("users", [text("name"), generated("lower(name)")], {
        uniques: [{ name: "u", columns: ["shout"] }],
      }),
      table("posts", [text("by")], {
        foreignKeys: [{ name: "f", columns: ["by"], references: { table: "users", columns: ["shout"] } }],
      }),
    ],
    says: [
      "drop constraint f of posts",
      "alter column users.shout: generated lower(name)",
      "add foreign key f on posts (by) to users (shout)",
    ],
  },
];

describe("the differ", () => {
  it.each(cases)("$title", ({ live, wanted, says, options, rules }) => {
    expect(lines(live, wanted, options, rules)).toEqual(says);
  });

  it("does not compare names that nobody gave", () => {
    const named = (n: string): Schema =>
      schemaOf([
        table("users", [text("name")], {
          primaryKey: { name: `p${n}`, columns: ["id"] },
          uniques: [{ name: `u${n}`, columns: ["name"] }],
          checks: [{ ...check, name: `c${n}` }],
          foreignKeys: [{ name: `f${n}`, columns: ["id"], references: { table: "users", columns: ["id"] } }],
        }),
        make.createIndex("users", { name: `i${n}`, columns: ["name"] }),
      ]);
    expect(diffSchemas(named("1"), unnamed(named("2")), identityRules, { renames: [] })).toEqual([]);
    expect(diffSchemas(named("1"), named("2"), identityRules, { renames: [] })).toHaveLength(5);
  });

  it("keeps a key that a foreign key rests on and nobody declares", () => {
    const keyed = (rest: Partial<TableSpec>): readonly Operation[] => [
      table("a", [], rest),
      pointing("b", "a"),
    ];
    const more = make.createTable({ name: "c", columns: [id] });
    for (const rest of [
      { primaryKey: { name: "a_pkey", columns: ["id"] } },
      { uniques: [{ name: "a_once", columns: ["id"] }] },
    ])
      expect(operationsOf(changes(keyed(rest), [...keyed({}), more])).map(describeOperation)).toEqual([
        "create table c (id)",
      ]);
  });

  it("takes a column of a primary key for not null where the engine does", () => {
    const keyed = (nullable: boolean): Operation[] => [
      make.createTable({ name: "t", columns: [{ ...id, nullable }], primaryKey: { columns: ["id"] } }),
    ];
    const rules = { ...identityRules, primaryKeyImpliesNotNull: true };
    expect(lines(keyed(true), keyed(false), {}, rules)).toEqual([]);
    expect(lines(keyed(true), keyed(false))).toEqual(["alter column t.id: not null"]);
    expect(
      lines(keyed(false), [make.createTable({ name: "t", columns: [{ ...id, nullable: true }] })], {}, rules),
    ).toEqual(["drop primary key of t", "alter column t.id: null"]);
  });

  it("asks the rules of the dialect whether what differs as text is the same", () => {
    const loose: DiffRules = {
      ...identityRules,
      sameType: (live, wanted) => live.toLowerCase() === wanted.toLowerCase(),
      sameDefault: (live, wanted) => live.default?.trim() === wanted.default?.trim(),
      sameExpression: (live, wanted) => live.trim() === wanted.trim(),
    };
    const spelled = (space: string, type: string): Operation[] => [
      table("t", [{ name: "a", type, default: `1${space}` }, { ...generated(`upper(a)${space}`) }], {
        checks: [{ name: "c", expression: `a > 0${space}` }],
      }),
      make.createIndex("t", {
        name: "i",
        columns: [{ expression: `a + 1${space}` }],
        where: `a > 0${space}`,
      }),
      make.createView({ name: "v", query: `SELECT a FROM t${space}` }),
    ];
    expect(lines(spelled("", "text"), spelled(" ", "TEXT"), {}, loose)).toEqual([]);
    expect(lines(spelled("", "text"), spelled(" ", "TEXT")).length).toBeGreaterThan(5);
  });

  it("says what a placeholder is for and what may be lost", () => {
    const [, fill, alter, drop] = changes([users], [table("users", [text("email", { nullable: false })])]);
    expect(fill).toMatchObject({
      note: null,
      warning:
        "rows of users without a value of email get '', a placeholder: write the right value in its place",
    });
    expect(alter).toMatchObject({ note: null, warning: null });
    expect(drop).toMatchObject({ note: null, warning: "drops column users.name" });
  });

  it("warns of nothing in a table without rows, asked by the name it has now", () => {
    const asked: string[] = [];
    const hasRows = (name: string): boolean => asked.push(name) === 0;
    const renames = [{ kind: "table", inside: null, from: "users", to: "people" }] as const;
    expect(changes([users], [table("people")], { renames, hasRows }).map(({ warning }) => warning)).toEqual([
      null,
      null,
    ]);
    expect(new Set(asked)).toEqual(new Set(["users"]));
  });

  it("makes triggers after all tables, also after those that wait for a type or a namespace", () => {
    const wanted = schemaOf([
      make.createSchema("app"),
      mood("sad"),
      table("users", [{ name: "mood", type: "mood" }]),
      table("app.users", []),
    ]);
    const trigger = { name: "t", sql: "CREATE TRIGGER t BEFORE UPDATE ON users EXECUTE FUNCTION touch()" };
    const tables = wanted.tables.map((each) => ({ ...each, triggers: [trigger] }));
    const made = diffSchemas(emptySchema, { ...wanted, tables }, identityRules, { renames: [] });
    expect(operationsOf(made).map(({ kind }) => kind)).toEqual([
      "createSchema",
      "createEnum",
      "createTable",
      "createTable",
      "execute",
      "execute",
    ]);
  });

  it("drops the same one of two equal indexes whatever order they come in", () => {
    const index = (name: string): Operation => make.createIndex("users", { name, columns: ["name"] });
    const one = unnamed(schemaOf([users, index("other")]));
    const drop = (...names: string[]): readonly Operation[] =>
      operationsOf(diffSchemas(schemaOf([users, ...names.map(index)]), one, identityRules, { renames: [] }));
    expect(drop("a", "b")).toEqual([make.dropIndex("users", "b")]);
    expect(drop("b", "a")).toEqual([make.dropIndex("users", "b")]);
  });
});

describe("names that nobody gave, of what is renamed", () => {
  const accounts = (name: string, column: string): readonly Operation[] => [
    table(name, [text(column)], {
      primaryKey: { name: `${name}_pkey`, columns: ["id"] },
      uniques: [
        { name: `${name}_${column}_unique`, columns: [column] },
        { name: "by_hand", columns: ["id", column] },
      ],
    }),
    make.createIndex(name, { name: `${name}_${column}_index`, columns: [column] }),
    table("posts", [{ name: "user_id", type: "integer" }], {
      foreignKeys: [
        {
          name: `posts_user_id_${name}_id_fk`,
          columns: ["user_id"],
          references: { table: name, columns: ["id"] },
        },
      ],
    }),
  ];
  const renames = [
    { kind: "column", inside: "user", from: "mail", to: "email_address" },
    { kind: "table", inside: null, from: "user", to: "people" },
  ] as const;
  const diff = (
    rules: DiffRules,
    wanted: readonly Operation[],
    told: DiffOptions["renames"] = renames,
  ): string[] =>
    operationsOf(
      diffSchemas(schemaOf(accounts("user", "mail")), unnamed(schemaOf(wanted)), rules, { renames: told }),
    ).map(describeOperation);

  it("follow it, as far as they were made of its name", () => {
    expect(diff(identityRules, accounts("people", "email_address")).toSorted()).toEqual([
      "rename column user.mail to email_address",
      "rename constraint posts_user_id_user_id_fk of posts to posts_user_id_people_id_fk",
      "rename constraint user_mail_unique of people to people_email_address_unique",
      "rename constraint user_pkey of people to people_pkey",
      "rename index user_mail_index of people to people_email_address_index",
      "rename table user to people",
    ]);
  });

  it("stay where a constraint cannot be renamed by itself, and where the new name is taken", () => {
    expect(diff(rebuildingRules, accounts("people", "email_address"))).not.toContainEqual(
      expect.stringContaining("constraint"),
    );
    const taken = [...accounts("people", "email_address")];
    const live = schemaOf([
      ...accounts("user", "mail"),
      make.createIndex("posts", { name: "people_email_address_index", columns: ["id"] }),
    ]);
    const operations = operationsOf(diffSchemas(live, unnamed(schemaOf(taken)), identityRules, { renames }));
    expect(operations.map(describeOperation)).not.toContainEqual(expect.stringContaining("rename index"));
  });

  it("are not compared without a rename", () => {
    const other = accounts("user", "mail").map((operation) => operation);
    expect(diff(identityRules, other, [])).toEqual([]);
  });
});
