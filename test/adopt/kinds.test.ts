import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adopt, type AdoptResult } from "../../src/commands/adopt.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { byHand } from "./hub.ts";

/** A kind of object: how a revision makes it, how it was made by hand, and how in another form. */
interface Kind {
  readonly dialects: readonly Project["dialect"][];
  readonly object: string;
  readonly made: string;
  readonly byHand: string;
  readonly otherwise: string;
  readonly difference: RegExp;
  readonly after?: string;
}

const both: readonly Project["dialect"][] = ["postgresql", "sqlite"];
const postgres: readonly Project["dialect"][] = ["postgresql"];
/** Roles are those of the whole server, on which other tests run too. */
const role = `mig_adopted_${process.pid}`;

const kinds: readonly (readonly [kind: string, of: Kind])[] = [
  [
    "a view",
    {
      dialects: both,
      object: "view people",
      made: `await op.createView({ name: "people", query: "SELECT id FROM person" });`,
      byHand: "CREATE VIEW people AS SELECT id FROM person",
      otherwise: "CREATE VIEW people AS SELECT id, a FROM person",
      difference: /^view people: it is /u,
    },
  ],
  [
    "an index",
    {
      dialects: both,
      object: "index person (a, b)",
      made: `await op.createIndex("person", { name: "by_both", columns: ["a", "b"] });`,
      byHand: "CREATE INDEX by_both ON person (a, b)",
      otherwise: "CREATE INDEX by_both ON person (a DESC, b)",
      difference: /index by_both/u,
    },
  ],
  [
    "a namespace",
    {
      dialects: postgres,
      object: "schema lent",
      made: `await op.createSchema("lent");`,
      byHand: "CREATE SCHEMA lent",
      otherwise: "",
      difference: /never/u,
    },
  ],
  [
    "an enum",
    {
      dialects: postgres,
      object: "type mood",
      made: `await op.createEnum({ name: "mood", values: ["good", "bad"] });`,
      byHand: "CREATE TYPE mood AS ENUM ('good', 'bad')",
      otherwise: "CREATE TYPE mood AS ENUM ('bad', 'good')",
      difference: /mood/u,
    },
  ],
  [
    "a sequence",
    {
      dialects: postgres,
      object: "sequence numbers",
      made: `await op.createSequence({ name: "numbers", increment: "5" });`,
      byHand: "CREATE SEQUENCE numbers INCREMENT 5",
      otherwise: "CREATE SEQUENCE numbers INCREMENT 7",
      difference: /^alter sequence numbers/u,
    },
  ],
  [
    "a policy",
    {
      dialects: postgres,
      object: "policy own on person",
      made: `await op.createPolicy("person", { name: "own", using: "id > 0" });`,
      byHand: "CREATE POLICY own ON person USING (id > 0)",
      otherwise: "CREATE POLICY own ON person USING (id > 1)",
      difference: /policy own/u,
    },
  ],
  [
    "a role",
    {
      dialects: postgres,
      object: `role ${role}`,
      made: `await op.createRole({ name: "${role}", createDb: true });`,
      byHand: `CREATE ROLE ${role} CREATEDB`,
      otherwise: `CREATE ROLE ${role}`,
      difference: new RegExp(`^alter role ${role}`, "u"),
      after: `DROP ROLE IF EXISTS ${role}`,
    },
  ],
];

const cases = kinds.flatMap(([kind, of]) => of.dialects.map((dialect) => [kind, dialect, of] as const));

const start = ["CREATE TABLE person (id integer NOT NULL PRIMARY KEY)"];
const columns = ["a", "b", "c", "d"].map((name) => `ALTER TABLE person ADD COLUMN ${name} integer`);

describe.each(cases)("adopting a database with %s on %s", (_, dialect, of) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
    project.revision(
      "a",
      null,
      `export async function upgrade(op) { await op.createTable({ name: "person", columns: [{ name: "id", type: "integer", nullable: false }], primaryKey: { columns: ["id"] } }); }`,
    );
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) {
  await op.addColumn("person", { name: "a", type: "integer" });
  await op.addColumn("person", { name: "b", type: "integer" });
  await op.addColumn("person", { name: "c", type: "integer" });
  await op.addColumn("person", { name: "d", type: "integer" });
  ${of.made}
}`,
    );
  });
  afterEach(async () => {
    if (of.after !== undefined) await byHand(project, [of.after]);
    await project.remove();
  });

  const look = async (...made: readonly string[]): Promise<AdoptResult> => {
    await byHand(project, [...start, ...columns, ...made]);
    return adopt(await project.open(), { dryRun: true });
  };

  it("sees that it is there", async () => {
    const { state, heads, others, known, differences, evidence } = await look(of.byHand);
    expect({ state, heads, others, differences }).toEqual({
      state: "found",
      heads: ["b"],
      others: [],
      differences: [],
    });
    expect(known).toContain(of.object);
    expect(evidence[0]?.missing).toEqual([]);
  });

  it("sees that it is missing, and how to make it", async () => {
    const { state, discrepancies, repairs } = await look();
    expect(state).toBe("mixed");
    expect(discrepancies.map(({ text }) => text)).toEqual([`${of.object} is missing, made by b`]);
    expect(repairs[0]?.changes.filter(({ sql }) => sql.length > 0)).not.toEqual([]);
  });

  const others = of.otherwise === "" ? [] : [of.otherwise];
  it.each(others)("sees that it is there in another form: %s", async (otherwise) => {
    const { state, heads, differences } = await look(otherwise);
    expect({ state, heads }).toEqual({ state: "found", heads: ["b"] });
    expect(differences).toEqual(expect.arrayContaining([expect.stringMatching(of.difference)]));
  });
});

describe.each(dialects)("adopting a database with repeatable scripts on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
    project.revision(
      "a",
      null,
      `export async function upgrade(op) { await op.createTable({ name: "person", columns: [{ name: "id", type: "integer" }] }); }`,
    );
    project.write(
      "revisions/repeatable/people.sql",
      "DROP VIEW IF EXISTS people;\nCREATE VIEW people AS SELECT id FROM person;\nCREATE INDEX IF NOT EXISTS by_id ON person (id);\n",
    );
  });
  afterEach(() => project.remove());

  it("counts what they make as theirs, and says what of it is there", async () => {
    await byHand(project, [
      "CREATE TABLE person (id integer)",
      "CREATE VIEW people AS SELECT id FROM person",
      "CREATE VIEW strange AS SELECT id FROM person",
    ]);
    expect(await adopt(await project.open())).toMatchObject({
      state: "found",
      heads: ["a"],
      others: ["view strange"],
      scripts: [{ name: "people", present: ["people"], missing: ["by_id"] }],
    });
  });
});
