import { describe, expect, it, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import { diff } from "../../src/commands/diff.ts";
import { revision } from "../../src/commands/revision.ts";
import { statement } from "../../src/dialects/dialect.ts";
import { catalogue } from "../support/catalogue.ts";
import { dialects } from "../support/project.ts";
import { bring, createDrizzleProject, play, readBy, scenariosOf, storyOf } from "../support/scenario.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

describe.each(dialects)("autogenerate on %s", (dialect) => {
  it.each(scenariosOf(dialect))("leads there and back: %s", async (name) => {
    const project = await createDrizzleProject(dialect);
    onTestFinished(() => project.remove());
    const story = await storyOf(dialect, name);
    const written = await play(project, name, story);
    for (const warning of story.warns ?? []) expect(written.warnings.join("\n")).toMatch(warning);
    // 1.0 has no such setting.
    if (story.config?.casing === undefined)
      expect(await readBy(project, "drizzle-orm-v1", story)).toEqual([]);
  });

  it.each(dialect === "postgresql" ? ["data", "enums", "indexes", "keys", "renames"] : [])(
    "leads there and back in steps that keep nobody waiting: %s",
    async (name) => {
      const project = await createDrizzleProject(dialect);
      onTestFinished(() => project.remove());
      const written = await play(project, name, { ...(await storyOf(dialect, name)), online: true });
      for (const { transaction, why } of written.files) expect(why.length > 0).toBe(!transaction);
    },
  );

  it("is shown by check and diff, which write nothing, not even a table of our own", async () => {
    const project = await createDrizzleProject(dialect);
    onTestFinished(() => project.remove());
    bring(project, "data");
    const open = (): ReturnType<typeof project.open> =>
      project.open({ dialect, url: project.url, schema: "before.ts" });
    const facts = async (): Promise<readonly string[]> =>
      (await open()).connected(async ({ connection }) => (await catalogue(dialect, connection)).named);
    const before = await facts();
    const found = await check(await open());
    expect(found).toMatchObject({ ok: false, pending: [] });
    expect(found.operations.map((each) => Object.keys(each))).toEqual(
      found.operations.map(() => ["kind", "args", "summary"]),
    );
    expect((await diff(await open())).upgrade).toHaveLength(found.operations.length);
    expect(await facts()).toEqual(before);
  });
});

describe("the proof on postgresql", () => {
  it("has what people make of routines besides functions", async () => {
    const project = await createDrizzleProject("postgresql");
    onTestFinished(() => project.remove());
    project.write(
      "schema.ts",
      `import { integer, pgTable, text } from "drizzle-orm/pg-core";
export const profiles = pgTable("profiles", { id: integer().primaryKey(), name: text(), age: integer() });\n`,
    );
    const open = (): ReturnType<typeof project.open> => project.open({ schema: "schema.ts" });
    const made = [
      "CREATE FUNCTION same(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN $1 = $2",
      "CREATE FUNCTION joined(text, text) RETURNS text LANGUAGE sql IMMUTABLE RETURN concat_ws(',', $1, $2)",
      "CREATE FUNCTION as_number(boolean[]) RETURNS integer LANGUAGE sql IMMUTABLE RETURN cardinality($1)",
      "CREATE SCHEMA lib",
      "CREATE AGGREGATE lib.all_of(text) (SFUNC = public.joined, STYPE = text, INITCOND = 'it''s', PARALLEL = SAFE)",
      "CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer)",
      "CREATE AGGREGATE every_one(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0')",
      "CREATE AGGREGATE middle(float8 ORDER BY float8) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA)",
      "CREATE OPERATOR lib.=== (LEFTARG = integer, RIGHTARG = integer, FUNCTION = same, COMMUTATOR = OPERATOR(lib.===), RESTRICT = eqsel, JOIN = eqjoinsel)",
      "CREATE OPERATOR CLASS lib.plain_ops FOR TYPE integer USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer)",
      "CREATE CAST (boolean[] AS integer) WITH FUNCTION as_number(boolean[]) AS ASSIGNMENT",
      "CREATE TEXT SEARCH DICTIONARY stems (TEMPLATE = snowball, LANGUAGE = 'german', STOPWORDS = 'german')",
      "CREATE TEXT SEARCH CONFIGURATION lib.ours (COPY = simple)",
      "ALTER TEXT SEARCH CONFIGURATION lib.ours ALTER MAPPING FOR word, asciiword WITH stems, simple",
    ];
    const used = [
      "CREATE TABLE profiles (id integer PRIMARY KEY CHECK (id OPERATOR(lib.===) id), name text CHECK (to_tsvector('lib.ours', name) IS NOT NULL AND (ARRAY[true])::integer > 0))",
      "CREATE INDEX by_class ON profiles (id lib.plain_ops)",
      "CREATE VIEW seen AS SELECT lib.all_of(name), total(id), every_one(*), middle(0.5) WITHIN GROUP (ORDER BY id) FROM profiles",
    ];
    await (
      await open()
    ).connected(({ connection }) =>
      connection.run([...made, ...used].map((sql) => statement(saidInSql(sql)))),
    );
    const { path, proven } = await revision(await open(), { autogenerate: true });
    expect(path).not.toBeNull();
    expect(JSON.stringify(project.events)).not.toContain("not proven");
    expect(proven).toBe(true);
  });

  it("is left out, and that is said, where the structure needs what cannot be copied", async () => {
    const project = await createDrizzleProject("postgresql");
    onTestFinished(() => project.remove());
    project.write(
      "schema.ts",
      `import { integer, pgTable } from "drizzle-orm/pg-core";
export const profiles = pgTable("profiles", { id: integer().primaryKey(), age: integer() });\n`,
    );
    const open = (): ReturnType<typeof project.open> => project.open({ schema: "schema.ts" });
    await (
      await open()
    ).connected(({ connection }) =>
      connection.run(
        [
          "CREATE TABLE facts (of integer)",
          // Its body is bound to a table, which a copy has only later.
          "CREATE FUNCTION same(integer, integer) RETURNS boolean LANGUAGE sql BEGIN ATOMIC SELECT count(*) = 0 FROM facts; END",
          "CREATE TABLE profiles (id integer PRIMARY KEY, CHECK (same(id, 1)))",
        ].map((sql) => statement(saidInSql(sql))),
      ),
    );
    const made = await revision(await open(), { autogenerate: true });
    expect(made.path).not.toBeNull();
    expect(JSON.stringify(project.events)).toContain(
      "The revision was not proven: the structure cannot be copied to a scratch database, which refuses `CREATE TABLE",
    );
    expect(JSON.stringify(project.events)).toMatch(
      /`: function (?:public\.)?same\(integer, integer\) does not exist\.?"/u,
    );
    expect(JSON.stringify(project.events)).not.toContain("Correct the statement");
  });
});
