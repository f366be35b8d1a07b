import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dialects } from "../support/project.ts";
import { createDataProject, type DataProject } from "./data-project.ts";

describe.each(dialects)("op.each on %s", (dialect) => {
  let project: DataProject;
  beforeEach(async () => {
    project = await createDataProject(dialect);
    await project.execute(`CREATE TABLE seen (place integer, batch integer)`);
  });
  afterEach(() => project.remove());

  const upgrade = (body: string, header = ""): void =>
    project.revision("a", null, `export async function upgrade(op) {\n${body}\n}`, header);
  const numbers = async (sql: string): Promise<readonly number[]> =>
    (await project.rows(sql)).map((row) => Number(row["n"]));
  const items = async (count: number, type = "integer PRIMARY KEY"): Promise<void> => {
    await project.execute(`CREATE TABLE items (id ${type}, name text)`);
    upgrade(
      `await op.bulkInsert("items", Array.from({ length: ${count} }, (_, index) => ({ id: index * 7, name: "n" + index })));`,
    );
    await project.up();
    await project.down();
  };
  const walks = `let batch = 0;
    const note = async (rows) => { batch += 1; await op.bulkInsert("seen", rows.map((row) => ({ place: row.id, batch }))); };`;

  it.each(["export const transaction = true;", "export const transaction = false;"])(
    "gives every row once, in the order of the key (%s)",
    async (header) => {
      await items(25);
      upgrade(`${walks}\nawait op.each("items", { size: 10 }, note);`, header);
      await project.up();
      expect(await numbers("SELECT place AS n FROM seen ORDER BY batch, place")).toEqual(
        Array.from({ length: 25 }, (_, index) => index * 7),
      );
      expect(await numbers("SELECT count(*) AS n FROM seen GROUP BY batch ORDER BY batch")).toEqual([
        10, 10, 5,
      ]);
    },
  );

  it("walks a query with parameters by the key that is named", async () => {
    await items(25);
    const place = dialect === "sqlite" ? "?" : "$1";
    upgrade(
      `${walks}\nawait op.each("SELECT i.id, i.name FROM items i WHERE i.id >= ${place} -- those", { key: "id", size: 4, params: [70] }, note);`,
    );
    await project.up();
    expect(await numbers("SELECT place AS n FROM seen ORDER BY 1")).toEqual(
      Array.from({ length: 15 }, (_, index) => 70 + index * 7),
    );
  });

  it.each([
    ["stands in several rows, wherever a batch ends", "1, 2, 2, 3", "{ size: 2, key: 'k' }", "bad-key"],
    ["is NULL in some", "1, 2, 3, NULL, NULL", "{ size: 2, key: 'k' }", "bad-key"],
    ["tells rows apart, but a batch would have none", "1, 2", "{ size: 0, key: 'k' }", "bad-data-call"],
  ])("refuses a key that %s", async (_, keys, options, code) => {
    await project.execute("CREATE TABLE loose (k integer)");
    for (const key of keys.split(", ")) await project.execute(`INSERT INTO loose VALUES (${key})`);
    upgrade(`await op.each("loose", ${options}, () => undefined);`);
    await expect(project.up()).rejects.toMatchObject({ details: { innerCode: code } });
  });

  it("walks composite keys by comparing them as a whole", async () => {
    await project.execute("CREATE TABLE pairs (a integer, b text, c integer, PRIMARY KEY (a, b))");
    upgrade(`await op.bulkInsert("pairs", Array.from({ length: 100 }, (_, c) => ({ a: c % 3, b: "b" + String(c).padStart(3, "0"), c })));
      let last = "";
      await op.each("pairs", { size: 7 }, async (rows, batch) => {
        for (const { a, b, c } of rows) {
          if (a + b <= last) throw new Error("out of order: " + a + b + " after " + last);
          last = a + b;
          await op.bulkInsert("seen", [{ place: c, batch: batch.done }]);
        }
      });`);
    await project.up();
    expect(await numbers("SELECT count(DISTINCT place) AS n FROM seen")).toEqual([100]);
    expect(await numbers("SELECT max(batch) AS n FROM seen")).toEqual([98]);
  });

  it("walks keys that are large numbers, text with any letters, or times", async () => {
    const time = dialect === "sqlite" ? "text" : "timestamptz";
    await project.execute(
      `CREATE TABLE wide (id bigint PRIMARY KEY, word text NOT NULL UNIQUE, at ${time} NOT NULL UNIQUE)`,
    );
    upgrade(
      `await op.bulkInsert("wide", Array.from({ length: 20 }, (_, index) => ({
        id: 9007199254740993n + BigInt(index), word: "\\u00e9'\\\\" + String.fromCodePoint(0x1f600 + index), at: "2026-01-01 00:00:00.0000" + String(10 + index) + "+00" })));
      for (const key of ["id", "word", "at"]) {
        let count = 0;
        await op.each("wide", { size: 3, key }, (rows) => { count += rows.length; });
        await op.bulkInsert("seen", [{ place: count, batch: 0 }]);
      }`,
      "export const transaction = false;",
    );
    await project.up();
    expect(await numbers("SELECT place AS n FROM seen")).toEqual([20, 20, 20]);
  });

  it("keeps calls in order that were not awaited, inside of a batch and around it", async () => {
    await items(6);
    upgrade(`op.execute("INSERT INTO seen VALUES (0, 0)");
      op.each("items", { size: 4 }, (rows, { done }) => {
        op.execute("INSERT INTO seen SELECT count(*), " + (done + 1) + " FROM seen");
        op.each("items", { size: 3 }, () => op.execute("INSERT INTO seen SELECT count(*), 100 FROM seen"));
      });
      op.execute("INSERT INTO seen SELECT count(*), 1000 FROM seen");`);
    await project.up();
    expect(await numbers("SELECT batch AS n FROM seen ORDER BY place")).toEqual([
      0, 1, 100, 100, 5, 100, 100, 1000,
    ]);
  });

  it("lets a function of a batch use op.query and op.db", async () => {
    await items(5);
    upgrade(`await op.each("items", { size: 2 }, async (rows) => {
        const [found] = await op.query("SELECT count(*) AS n FROM items");
        await op.execute("INSERT INTO seen VALUES (" + found.n + ", 0)");
        const { sql } = await import(${JSON.stringify(import.meta.resolve("drizzle-orm"))});
        const query = sql\`INSERT INTO seen VALUES (\${rows.length}, 1)\`;
        await (op.dialect === "sqlite" ? op.db.run(query) : op.db.execute(query));
      });`);
    await project.up();
    expect(await numbers("SELECT place AS n FROM seen WHERE batch = 0")).toEqual([5, 5, 5]);
    expect(await numbers("SELECT place AS n FROM seen WHERE batch = 1")).toEqual([2, 2, 1]);
  });

  it("fails with the error of the function, and of a call in it that was not awaited", async () => {
    await items(5);
    upgrade(`await op.each("items", {}, () => { throw new Error("no more"); });`);
    expect((await project.failure()).message).toBe("The upgrade of a failed: no more");
    upgrade(
      `await op.each("items", {}, () => { op.execute("SELECT nonsense FROM items"); throw new Error("later"); });`,
    );
    expect((await project.failure()).message).toMatch(/nonsense/u);
    upgrade(`op.each("items", {}, () => { throw new Error("unheard"); });`);
    expect((await project.failure()).message).toMatch(/unheard/u);
  });

  it.each([
    ["a query without a key", `await op.each("SELECT 1 AS id", {}, () => {});`, "no-key"],
    ["a table that is not there", `await op.each("nothing", {}, () => {});`, "no-key"],
    ["a key that is NULL in a row", `await op.each("items", { key: "name" }, () => {});`, "bad-key"],
    [
      "a key that is the same in several rows",
      `await op.each("SELECT 1 AS one, id FROM items", { key: "one" }, () => {});`,
      "bad-key",
    ],
    [
      "a key that the query does not give",
      `await op.each("SELECT id AS name FROM items", { key: ["name", "id"] }, () => {});`,
      dialect === "sqlite" ? "statement-failed" : "statement-failed",
    ],
  ])("refuses %s", async (_, body, code) => {
    await items(3);
    await project.execute("UPDATE items SET name = NULL");
    upgrade(body);
    expect((await project.failure()).details["innerCode"]).toBe(code);
  });
});

describe("op.each on a table without a primary key", () => {
  it("is not led astray by a column with the name of SQLite's row id", async () => {
    const project = await createDataProject("sqlite");
    await project.execute(
      "CREATE TABLE odd (rowid text, n integer); INSERT INTO odd VALUES ('z', 0), ('z', 0), ('b', 0)",
    );
    project.revision(
      "a",
      null,
      `export async function upgrade(op) {
      await op.each("odd", { size: 2 }, (rows) => op.execute("UPDATE odd SET n = n + 1 WHERE _rowid_ IN (" + rows.map((row) => row._rowid_).join() + ")"));
      await op.backfill({ table: "odd", set: { n: "n + 10" }, size: 2 });
    }`,
    );
    await project.up();
    expect(await project.rows("SELECT rowid, n FROM odd ORDER BY _rowid_")).toEqual([
      { rowid: "z", n: 11 },
      { rowid: "z", n: 11 },
      { rowid: "b", n: 11 },
    ]);
    await project.remove();
  });

  it("walks by the rowid in SQLite", async () => {
    const project = await createDataProject("sqlite");
    await project.execute("CREATE TABLE loose (name text); INSERT INTO loose VALUES ('a'), ('b'), ('c')");
    project.revision(
      "a",
      null,
      `export async function upgrade(op) {
      await op.each("loose", { size: 2 }, (rows) => op.execute("UPDATE loose SET name = name || '!' WHERE rowid IN (" + rows.map((row) => row.rowid).join() + ")"));
      await op.backfill({ table: "loose", set: { name: "name || '?'" }, size: 2 });
    }`,
    );
    await project.up();
    expect((await project.rows("SELECT name FROM loose")).map((row) => row["name"])).toEqual([
      "a!?",
      "b!?",
      "c!?",
    ]);
    await project.remove();
  });
});
