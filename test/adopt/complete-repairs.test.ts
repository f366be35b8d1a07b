import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adopt } from "../../src/commands/adopt.ts";
import { stamp } from "../../src/commands/stamp.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { byHand } from "./hub.ts";

const id = `{ name: "id", type: "integer", primaryKey: true, nullable: false }`;
const integer = (name: string, more = ""): string => `{ name: "${name}", type: "integer"${more} }`;
const table = (name: string, ...columns: string[]): string =>
  `  await op.createTable({ name: "${name}", columns: [${[id, ...columns].join(", ")}] });`;

describe.each(dialects)("the repairs of a mixed state on %s", (dialect) => {
  let project: Project;
  /** What a statement about a trigger of `part` ends with here. */
  let triggerEnd: (statement: string) => string;
  beforeEach(async () => {
    project = await createProject(dialect);
    triggerEnd = (verb) =>
      dialect === "sqlite"
        ? verb.startsWith("CREATE")
          ? " BEGIN SELECT 1; END"
          : ""
        : verb.startsWith("CREATE")
          ? " EXECUTE FUNCTION note()"
          : " ON part";
    const watch =
      dialect === "sqlite"
        ? `await op.execute("CREATE TRIGGER part_seen AFTER INSERT ON part BEGIN UPDATE thing SET seen = 1; END");`
        : `await op.execute("CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"); await op.execute("CREATE TRIGGER part_seen AFTER INSERT ON part FOR EACH ROW EXECUTE FUNCTION note()");`;
    const up = (...calls: string[]): string => `export async function upgrade(op) {\n${calls.join("\n")}\n}`;
    project.revision("a", null, up(table("thing", integer("seen")), table("other", integer("x"))));
    project.revision(
      "b",
      "a",
      up(
        table("part", integer("thing"), integer("size")),
        `await op.createIndex("part", { name: "part_size", columns: ["size"] });`,
        `await op.createForeignKey("part", { columns: ["thing"], references: { table: "thing", columns: ["id"] } });`,
        `await op.createUniqueConstraint("part", { name: "part_once", columns: ["thing", "size"] });`,
        `await op.createCheckConstraint("part", { name: "part_big", expression: "size > 0" });`,
        watch,
        `await op.execute("CREATE TRIGGER part_gone AFTER INSERT ON part${triggerEnd("CREATE")}");`,
      ),
    );
    project.revision(
      "c",
      "b",
      up(
        `await op.addColumn("thing", { name: "kind", type: "text", nullable: false });`,
        `await op.createIndex("thing", { name: "thing_kind", columns: ["kind"] });`,
        `await op.createView({ name: "kinds", query: "SELECT kind FROM thing" });`,
        `await op.dropTable("other");`,
        `await op.execute("DROP TRIGGER part_gone${triggerEnd("DROP")}");`,
        table("late", integer("part")),
        `await op.createForeignKey("late", { columns: ["part"], references: { table: "part", columns: ["id"] } });`,
      ),
    );
    project.revision(
      "d",
      "c",
      up(
        table("last", integer("late"), ...[..."abcdefghijklmnopqrst"].map((name) => integer(name))),
        `await op.createIndex("late", { name: "late_part", columns: ["part"] });`,
      ),
    );
  });
  afterEach(() => project.remove());

  it.each([
    ["a table with all that hangs on it is gone", ["DROP TABLE late", "DROP TABLE part"]],
    ["an index and a table behind it are gone", ["DROP INDEX part_size", "DROP TABLE late"]],
    [
      "a column that needs a value is gone from a table without rows",
      ["DROP VIEW kinds", "DROP INDEX thing_kind", "ALTER TABLE thing DROP COLUMN kind"],
    ],
    ["a trigger of a table that is there is gone", ["DROP TRIGGER part_seen"]],
    [
      "a trigger that was to go is there",
      ["CREATE TRIGGER part_gone AFTER INSERT ON part", "DROP INDEX part_size"],
    ],
    ["a table that was to go is there and empty", ["CREATE TABLE other (id integer PRIMARY KEY, x integer)"]],
    [
      "tables of all revisions are gone",
      ["DROP VIEW kinds", "DROP TABLE late", "DROP TABLE part", "DROP TABLE thing"],
    ],
  ])("are carried out in one round where %s", async (_, faults) => {
    await upgrade(await project.open({ confirmBreaking: true }), { target: "heads" });
    await stamp(await project.open(), { targets: ["base"] });
    await byHand(
      project,
      faults.map((fault) => (fault.includes("TRIGGER") ? `${fault}${triggerEnd(fault)}` : fault)),
    );
    const { state, repairs, discrepancies } = await adopt(await project.open(), { dryRun: true });
    expect([state, discrepancies.length > 0]).toEqual(["mixed", true]);
    const changes = repairs.flatMap((repair) => repair.changes);
    expect(changes.filter(({ sql }) => sql.length === 0)).toEqual([]);
    await byHand(
      project,
      changes.flatMap(({ sql }) => sql),
    );
    expect(await adopt(await project.open())).toMatchObject({
      state: "found",
      heads: ["d"],
      differences: [],
      stamped: true,
    });
    const triggers = dialect === "sqlite" ? "name FROM sqlite_master" : "tgname FROM pg_trigger";
    const column = dialect === "sqlite" ? "name" : "tgname";
    const there = await (
      await project.open()
    ).connected(({ connection }) => connection.query(`SELECT ${triggers} WHERE ${column} = 'part_seen'`));
    expect(there).toHaveLength(1);
  });

  describe("where a start may set it right", () => {
    const left = async (...faults: readonly string[]): Promise<void> => {
      project.revision(
        "more",
        "d",
        `export async function upgrade(op) {
  await op.addColumn("part", { name: "most", type: "integer" });
  await op.addColumn("part", { name: "more", type: "integer" });
  await op.execute("UPDATE part SET more = 1, most = 2");
}`,
      );
      project.revision(
        "e",
        "more",
        `export async function upgrade(op) {
  await op.addColumn("part", { name: "filled", type: "integer" });
  await op.execute("UPDATE part SET filled = 1");
  await op.createIndex("part", { name: "part_filled", columns: ["filled"] });
  await op.createIndex("thing", { name: "thing_once", columns: ["seen"], unique: true });
}`,
      );
      await upgrade(await project.open({ confirmBreaking: true }), { target: "heads" });
      await byHand(project, ["INSERT INTO part VALUES (1, NULL, 1, 1, 2, 3)"]);
      await stamp(await project.open(), { targets: ["base"] });
      await byHand(project, faults);
    };
    const start = async (repair: boolean): Promise<unknown> =>
      upgrade(await project.open({ repair }), { target: "heads", adopt: true }).then(
        ({ from, steps }) => ({ from, steps }),
        ({ code, details }) => ({ code, repairable: details.repairable }),
      );
    const lines = async (): Promise<unknown> =>
      (await project.open()).connected(async ({ connection, journal }) =>
        (await journal.read(connection, { limit: null, status: null }))
          .filter(({ direction }) => direction === "repair")
          .map(({ revision, status, details }) => ({ revision, status, ...JSON.parse(details ?? "{}") })),
      );

    it("makes what loses nothing before it goes on, and the journal has it", async () => {
      await left("DROP INDEX part_filled", "DROP INDEX part_size", "DROP TABLE late");
      expect(await start(false)).toEqual({ code: "mixed-state", repairable: true });
      expect(await start(true)).toEqual({ from: ["e"], steps: [] });
      expect(await lines()).toEqual([
        {
          revision: "e",
          status: "applied",
          repaired: [
            "b: create index part_size on part (size)",
            "c: create table late (id, part)",
            "d: create index late_part on late (part)",
            "e: create index part_filled on part (filled)",
          ],
        },
      ]);
    });

    it.each([
      ["a column is gone that the revision fills in", ["ALTER TABLE part DROP COLUMN more"]],
      [
        "a table is in the way that has rows",
        ["CREATE TABLE other (id integer PRIMARY KEY, x integer)", "INSERT INTO other VALUES (1, 1)"],
      ],
    ])("leaves it as it is where %s", async (_, faults) => {
      await left(...faults);
      expect(await start(true)).toEqual({ code: "mixed-state", repairable: false });
      expect(await lines()).toEqual([]);
    });

    it("leaves it as it is where the database refuses a statement", async () => {
      await left(
        "DROP INDEX part_size",
        "DROP INDEX thing_once",
        "INSERT INTO thing VALUES (1, 1, 'a'), (2, 1, 'b')",
      );
      expect(await start(true)).toEqual({ code: "repair-failed" });
      expect(await start(false)).toEqual({ code: "mixed-state", repairable: true });
      expect(await lines()).toMatchObject([{ status: "errored" }]);
    });
  });
});
