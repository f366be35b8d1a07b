import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adopt, type AdoptResult } from "../../src/commands/adopt.ts";
import { stamp } from "../../src/commands/stamp.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { byHand } from "./hub.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

describe.each(dialects)("what adoption says of a mixed state on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
    const id = `{ name: "id", type: "integer", nullable: false }`;
    const key = `primaryKey: { columns: ["id"] }`;
    project.revision(
      "a",
      null,
      `export async function upgrade(op) {
  await op.createTable({ name: "team", columns: [${id}, { name: "lead", type: "integer" }], ${key} });
  await op.createTable({ name: "person", columns: [${id}, { name: "name", type: "text" }], ${key} });
}`,
    );
    writeB("probe.column('person', 'uses')");
    project.revision(
      "c",
      "b",
      `export async function upgrade(op) {
  await op.addColumn("person", { name: "email", type: "text", nullable: false });
  await op.addColumn("person", { name: "city", type: "text", default: "'two  words'" });
  await op.createTable({ name: "place", columns: [${id}], ${key} });
  await op.createIndex("person", { name: "person_email", columns: ["email"] });
  await op.execute("INSERT INTO person (id, email) SELECT id, 'x' FROM team");
  await op.dropTable("team");
  await op.createTable({ name: "flag", columns: [${id}], ${key} });
  await op.createTable({ name: "mark", columns: [${id}], ${key} });
}`,
    );
  });
  afterEach(() => project.remove());

  /** A revision with a signature, or null for none. */
  const writeB = (signature: string | null): void =>
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) {
  await op.addColumn("person", { name: "uses", type: "integer" });
  await op.execute("UPDATE person SET uses = 1");
}`,
      signature === null ? "" : `export const isApplied = (probe) => ${signature};`,
    );
  const start = [
    "CREATE TABLE team (id integer NOT NULL PRIMARY KEY, lead integer)",
    "CREATE TABLE person (id integer NOT NULL PRIMARY KEY, name text)",
    "INSERT INTO person VALUES (1, 'ann'), (2, 'bob')",
    "INSERT INTO team VALUES (7, 1)",
  ];
  const look = async (): Promise<AdoptResult> => adopt(await project.open(), { dryRun: true });
  const rows = async (sql: string): Promise<unknown> =>
    (await project.open()).connected(async ({ connection }) => connection.query(saidInSql(sql)));

  /** What c does, by hand. */
  const later = [
    "ALTER TABLE person ADD COLUMN email text",
    "ALTER TABLE person ADD COLUMN city text DEFAULT 'two  words'",
    "CREATE TABLE place (id integer NOT NULL PRIMARY KEY)",
    "CREATE INDEX person_email ON person (email)",
    "DROP TABLE team",
    "CREATE TABLE flag (id integer NOT NULL PRIMARY KEY)",
    "CREATE TABLE mark (id integer NOT NULL PRIMARY KEY)",
  ];

  it.each([
    ["nothing tells that its rows were not changed", null],
    ["its own signature says that it was run", "probe.exists(\"SELECT 1 FROM person WHERE name = 'ann'\")"],
  ])("does not say to run a hole again where %s", async (_, signature) => {
    writeB(signature);
    await byHand(project, [...start, ...later]);
    // Newer than b, and covers it.
    project.revision(
      "d",
      "c",
      "export async function upgrade() {}",
      "export const isApplied = (probe) => probe.table('mark');",
    );
    const { repairs } = await look();
    expect(repairs).toMatchObject([
      { revision: "b", commands: [], besides: ["execute UPDATE person SET uses = 1"] },
    ]);
  });

  it("runs a hole in the history as a whole, by the commands that it gives", async () => {
    await byHand(project, [...start, ...later]);
    const { repairs, nearest } = await look();
    expect(nearest).toEqual(["c"]);
    expect(repairs).toMatchObject([
      {
        revision: "b",
        applied: true,
        discrepancies: ["column person.uses is missing"],
        commands: ["mig stamp a", "mig upgrade b", "mig stamp base", "mig adopt"],
        besides: ["execute UPDATE person SET uses = 1"],
      },
    ]);
    const mig = await project.open();
    await stamp(mig, { targets: ["a"] });
    await upgrade(mig, { target: "b" });
    await stamp(mig, { targets: ["base"] });
    expect(await adopt(mig)).toMatchObject({ state: "found", heads: ["c"], stamped: true });
    expect(await rows("SELECT uses FROM person ORDER BY id")).toEqual([{ uses: 1 }, { uses: 1 }]);
  });

  it("gives no SQL that would lose rows, or needs values, and counts them", async () => {
    await byHand(project, [
      ...start,
      "ALTER TABLE person ADD COLUMN uses integer",
      "CREATE TABLE place (id integer NOT NULL PRIMARY KEY)",
      "CREATE TABLE flag (id integer NOT NULL PRIMARY KEY)",
      "CREATE TABLE mark (id integer NOT NULL PRIMARY KEY)",
    ]);
    const { repairs } = await look();
    expect(repairs.map(({ revision, commands }) => [revision, commands])).toEqual([["c", []]]);
    expect(repairs[0]?.besides).toEqual(["execute INSERT INTO person (id, email) SELECT id, 'x' FROM team"]);
    const changes = new Map(repairs[0]?.changes.map((each) => [each.text, each]));
    expect(changes.get("add column person.email text not null")).toMatchObject({
      sql: [],
      caution: "each of 2 rows needs a value",
    });
    expect(changes.get("create index person_email on person (email)")).toMatchObject({
      sql: [],
      caution: "what it needs must be made first",
    });
    expect(changes.get("drop table team")).toMatchObject({ sql: [], caution: "1 row would be lost" });
    const city = changes.get("add column person.city text default 'two words'");
    expect(city?.sql).toEqual([expect.stringContaining("'two  words'")]);

    // Followed to the letter, what is there is still there.
    await byHand(
      project,
      [...changes.values()].flatMap(({ sql }) => sql),
    );
    expect(await rows("SELECT id, name, city FROM person ORDER BY id")).toEqual([
      { id: 1, name: "ann", city: "two  words" },
      { id: 2, name: "bob", city: "two  words" },
    ]);
    expect(await rows("SELECT * FROM team")).toEqual([{ id: 7, lead: 1 }]);
  });

  it("gives no SQL that rebuilds a table", async () => {
    project.revision(
      "d",
      "c",
      `export async function upgrade(op) {
  await op.createForeignKey("person", { columns: ["uses"], references: { table: "place", columns: ["id"] } });
  await op.createTable({ name: "late", columns: [{ name: "id", type: "integer" }] });
}`,
    );
    const mig = await project.open();
    await upgrade(mig, { target: "c" });
    await stamp(mig, { targets: ["base"] });
    await byHand(project, ["CREATE TABLE late (id integer)"]);
    await byHand(project, [
      "ALTER TABLE person ADD COLUMN extra integer",
      "INSERT INTO person (id, email) VALUES (1, 'x')",
    ]);
    const { state, repairs } = await look();
    expect(state).toBe("mixed");
    const key = repairs[0]?.changes.find(({ text }) => text.startsWith("add foreign key"));
    if (dialect === "sqlite")
      expect(key).toMatchObject({ sql: [], caution: "the table must be rebuilt for it" });
    else expect(key?.caution).toBe("rows of person whose uses is not in place are refused");
  });

  it("says in what a view differs, and counts as there only what the place does not explain", async () => {
    project.revision(
      "d",
      "c",
      `export async function upgrade(op) { await op.createView({ name: "people", query: "SELECT id FROM person" }); }`,
    );
    project.revision(
      "e",
      "d",
      `export async function upgrade(op) {
  await op.dropView("people");
  await op.createView({ name: "people", query: "SELECT id, name FROM person" });
  await op.createTable({ name: "late", columns: [{ name: "id", type: "integer" }] });
}`,
    );
    const mig = await project.open();
    await upgrade(mig, { target: "d" });
    await stamp(mig, { targets: ["base"] });
    await byHand(project, ["DROP VIEW people", "CREATE VIEW people AS SELECT name FROM person"]);
    const { differences, heads, evidence } = await look();
    expect(heads).toEqual(["d"]);
    expect(differences).toEqual([
      expect.stringMatching(/^view people: it is SELECT .*name.*; the revisions make it SELECT .*id/u),
    ]);
    // That the view it makes is there by name tells nothing of it.
    expect(evidence[0]).toMatchObject({
      revision: "e",
      present: [],
      missing: ["drop view people", "create table late (id)"],
    });
  });

  it("advises to adopt when the first step finds its tables there", async () => {
    await byHand(project, start);
    const mig = await project.open({ confirmBreaking: true });
    await stamp(mig, { targets: ["base"] });
    await expect(upgrade(mig, { target: "heads" })).rejects.toMatchObject({
      code: "step-failed",
      hint: expect.stringMatching(/`mig adopt --dry-run` shows .* It was rolled back\.$/u),
    });
    expect(await adopt(mig)).toMatchObject({ state: "found", heads: ["a"] });
    await byHand(project, ["ALTER TABLE person ADD COLUMN uses integer"]);
    await expect(upgrade(mig, { target: "heads" })).rejects.toMatchObject({
      hint: expect.not.stringContaining("mig adopt"),
    });
  });
});
