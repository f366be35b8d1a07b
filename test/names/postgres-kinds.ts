import { q, s, type Kind } from "./hostile-names.ts";

const table = (kind: string, number: number): string => `${kind}.t${number}`;

/** Every kind of thing whose name the structure of a database on PostgreSQL knows; each kind has a namespace of its name. */
export const managedKinds: Readonly<Record<string, Kind>> = {
  namespaces: {
    make: (name) => [
      `CREATE SCHEMA ${q(name)}`,
      `CREATE TYPE ${q(name, "mood")} AS ENUM ('sad')`,
      `CREATE TABLE ${q(name, "t")} (id serial PRIMARY KEY, mood ${q(name, "mood")} DEFAULT 'sad')`,
      `CREATE INDEX i ON ${q(name, "t")} (mood)`,
      `CREATE VIEW ${q(name, "v")} AS SELECT id FROM ${q(name, "t")}`,
    ],
  },
  tables: {
    make: (name) => [
      `CREATE TABLE ${q("tables", name)} (id integer PRIMARY KEY, parent integer REFERENCES ${q("tables", name)}, other text UNIQUE CHECK (other <> ''))`,
      `COMMENT ON TABLE ${q("tables", name)} IS ${s(name)}`,
      `CREATE INDEX ON ${q("tables", name)} (parent)`,
    ],
  },
  columns: {
    make: (name, number) => [
      `CREATE TABLE ${table("columns", number)} (${q(name)} integer PRIMARY KEY, other integer REFERENCES ${table("columns", number)}, double integer GENERATED ALWAYS AS (${q(name)} * 2) STORED, CHECK (${q(name)} > 0), UNIQUE (${q(name)}, other))`,
      `COMMENT ON COLUMN ${table("columns", number)}.${q(name)} IS ${s(name)}`,
      `CREATE INDEX ON ${table("columns", number)} (${q(name)} DESC, (${q(name)} + 1)) INCLUDE (other) WHERE ${q(name)} > 1`,
      `CREATE VIEW columns.v${number} AS SELECT ${q(name)} FROM ${table("columns", number)}`,
    ],
  },
  enums: {
    make: (name, number) => [
      `CREATE TYPE ${q("enums", name)} AS ENUM ('a', 'b')`,
      `CREATE TABLE ${table("enums", number)} (one ${q("enums", name)} DEFAULT 'a', many ${q("enums", name)}[] DEFAULT '{a}', CHECK (one <> 'b'::${q("enums", name)}))`,
    ],
  },
  "enums in public": {
    make: (name, number) => [
      `CREATE TYPE ${q("public", name)} AS ENUM ('a', 'b')`,
      `CREATE TABLE public.e${number} (one ${q("public", name)} DEFAULT 'a', many ${q("public", name)}[])`,
    ],
  },
  labels: {
    make: (name, number) => [
      `CREATE TYPE labels.l${number} AS ENUM ('a', ${s(name)}, 'z')`,
      `CREATE TABLE ${table("labels", number)} (one labels.l${number} DEFAULT ${s(name)}, many labels.l${number}[], CHECK (one <> ${s(name)}))`,
    ],
  },
  keys: {
    make: (name, number) => [
      `CREATE TABLE ${table("keys", number)} (id integer, CONSTRAINT ${q(name)} PRIMARY KEY (id))`,
    ],
  },
  uniques: {
    make: (name, number) => [
      `CREATE TABLE ${table("uniques", number)} (id integer, CONSTRAINT ${q(name)} UNIQUE (id) DEFERRABLE)`,
    ],
  },
  checks: {
    make: (name, number) => [
      `CREATE TABLE ${table("checks", number)} (id text, CONSTRAINT ${q(name)} CHECK (id <> ${s(name)}))`,
    ],
  },
  "foreign keys": {
    make: (name, number) => [
      `CREATE TABLE ${q("foreign keys", `t${number}`)} (id integer PRIMARY KEY, up integer, CONSTRAINT ${q(name)} FOREIGN KEY (up) REFERENCES ${q("foreign keys", `t${number}`)})`,
    ],
  },
  indexes: {
    make: (name, number) => [
      `CREATE TABLE ${table("indexes", number)} (id integer, word text)`,
      `CREATE INDEX ${q(name)} ON ${table("indexes", number)} (lower(word || ${s(name)}))`,
      `COMMENT ON INDEX ${q("indexes", name)} IS ${s(name)}`,
    ],
  },
  sequences: {
    make: (name, number) => [
      `CREATE TABLE ${table("sequences", number)} (id integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME ${q("sequences", name)}))`,
    ],
  },
  defaults: {
    make: (name, number) => [
      `CREATE TABLE ${table("defaults", number)} (id text DEFAULT ${s(name)}, made text GENERATED ALWAYS AS (id || ${s(name)}) STORED)`,
    ],
  },
  serials: {
    make: (name) => [`CREATE TABLE ${q("serials", name)} (${q(name)} serial)`],
  },
  views: {
    first: ["CREATE TABLE views.base (id integer, word text)"],
    make: (name) => [
      `CREATE VIEW ${q("views", name)} AS SELECT id AS ${q(name)} FROM views.base WHERE word <> ${s(name)}`,
      `COMMENT ON VIEW ${q("views", name)} IS ${s(name)}`,
      `COMMENT ON COLUMN ${q("views", name)}.${q(name)} IS ${s(name)}`,
    ],
  },
  "materialized views": {
    make: (name, number) => [
      `CREATE MATERIALIZED VIEW ${q("materialized views", name)} AS SELECT 1 AS ${q(name)}`,
      `CREATE INDEX ${q(`i${number}`)} ON ${q("materialized views", name)} (${q(name)})`,
      `COMMENT ON INDEX ${q("materialized views", `i${number}`)} IS ${s(name)}`,
    ],
  },
  grants: {
    make: (name, number) => [
      `CREATE ROLE ${q(name)}`,
      `CREATE VIEW grants.v${number} AS SELECT 1 AS one`,
      `GRANT SELECT ON grants.v${number} TO ${q(name)} WITH GRANT OPTION`,
      `CREATE TABLE ${table("grants", number)} (id integer)`,
      `ALTER TABLE ${table("grants", number)} OWNER TO ${q(name)}`,
    ],
  },
};

/** Where the things are that `foreignKinds` need and that stay outside of what is looked at. */
export const outside = "outside";

/** Names of things that are referred to and never made by us: they are there, out of scope, and stay. */
export const foreignKinds: Readonly<Record<string, Kind>> = {
  "enums outside": {
    first: [`CREATE SCHEMA ${outside}`],
    make: (name, number) => [
      `CREATE TYPE ${q(outside, name)} AS ENUM ('a')`,
      `CREATE TABLE ${q("enums outside", `t${number}`)} (one ${q(outside, name)} DEFAULT 'a', many ${q(outside, name)}[])`,
    ],
  },
  domains: {
    make: (name, number) => [
      `CREATE DOMAIN ${q(outside, `${name}_d`.slice(-60))} AS text`,
      `CREATE TABLE ${table("domains", number)} (one ${q(outside, `${name}_d`.slice(-60))} DEFAULT 'a', many ${q(outside, `${name}_d`.slice(-60))}[])`,
    ],
  },
  // In public, where the names of collations and operator classes need no namespace.
  collations: {
    make: (name, number) => [
      `CREATE COLLATION ${q("public", name)} FROM "C"`,
      `CREATE TABLE ${table("collations", number)} (one text COLLATE ${q("public", name)}, two text)`,
      `CREATE INDEX ON ${table("collations", number)} (two COLLATE ${q("public", name)})`,
    ],
  },
  "operator classes": {
    make: (name, number) => [
      `CREATE OPERATOR CLASS ${q("public", name)} FOR TYPE integer USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer)`,
      `CREATE TABLE ${q("operator classes", `t${number}`)} (one integer)`,
      `CREATE INDEX ON ${q("operator classes", `t${number}`)} (one ${q("public", name)})`,
    ],
  },
  triggers: {
    make: (name, number) => [
      `CREATE FUNCTION ${q(outside, name)}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
      `CREATE TABLE ${table("triggers", number)} (id integer)`,
      `CREATE TRIGGER ${q(name)} BEFORE INSERT ON ${table("triggers", number)} FOR EACH ROW EXECUTE FUNCTION ${q(outside, name)}(${s(name)})`,
    ],
  },
  functions: {
    make: (name, number) => [
      `CREATE FUNCTION ${q(outside, name)}(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'`,
      `CREATE TABLE ${table("functions", number)} (id integer DEFAULT ${q(outside, name)}(1), CHECK (${q(outside, name)}(id) > 0))`,
      `CREATE INDEX ON ${table("functions", number)} (${q(outside, name)}(id))`,
    ],
  },
};
