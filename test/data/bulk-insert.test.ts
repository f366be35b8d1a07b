import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dialects } from "../support/project.ts";
import { createDataProject, type DataProject } from "./data-project.ts";

const table = {
  sqlite: `CREATE TABLE things (id integer PRIMARY KEY, at text, doc text, list text, bytes blob, big integer, flag integer, note text DEFAULT 'none', words text)`,
  postgresql: `CREATE TABLE things (id integer PRIMARY KEY, at timestamptz, doc jsonb, list jsonb, bytes bytea, big bigint, flag boolean, note text DEFAULT 'none', words text)`,
};

const row = `{ id: 1, at: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)), doc: { a: [1, "ü'\\\\"] }, list: [1, { b: null }], bytes: new Uint8Array([0, 255, 39]), big: 9007199254740993n, flag: true, note: null, words: "it's \\\\ \\n ?" }`;

describe.each(dialects)("op.bulkInsert on %s", (dialect) => {
  let project: DataProject;
  beforeEach(async () => {
    project = await createDataProject(dialect);
    await project.execute(table[dialect]);
  });
  afterEach(() => project.remove());

  const insert = async (rows: string, options = "{}", header = ""): Promise<unknown> => {
    project.revision(
      "a",
      null,
      `export async function upgrade(op) { await op.bulkInsert("things", ${rows}, ${options}); }`,
      header,
    );
    return project.up();
  };
  const doc = (value: unknown): unknown => (typeof value === "string" ? JSON.parse(value) : value);

  it.each([1, 20])("keeps the values of every type, %i rows at once", async (count) => {
    await insert(`Array.from({ length: ${count} }, (_, index) => ({ ...${row}, id: index }))`);
    const found = await project.rows("SELECT * FROM things ORDER BY id");
    expect(found).toHaveLength(count);
    for (const each of found) {
      expect(doc(each["doc"])).toEqual({ a: [1, "ü'\\"] });
      expect(doc(each["list"])).toEqual([1, { b: null }]);
      expect(Buffer.from(each["bytes"] as Uint8Array)).toEqual(Buffer.from([0, 255, 39]));
      expect(String(each["big"])).toBe("9007199254740993");
      expect([each["flag"] === 1 || each["flag"] === true, each["note"], each["words"]]).toEqual([
        true,
        null,
        "it's \\ \n ?",
      ]);
      expect(new Date(String(each["at"])).toISOString()).toBe("2026-01-02T03:04:05.000Z");
    }
  });

  it("gives columns that a row leaves out, or that are undefined, their defaults", async () => {
    await insert(`[{ id: 1 }, { id: 2, note: "x" }, { note: undefined, id: 3 }, { id: 4, note: null }]`);
    const found = await project.rows("SELECT id, note FROM things ORDER BY id");
    expect(found.map((each) => each["note"])).toEqual(["none", "x", "none", null]);
  });

  it("inserts more rows than a statement takes parameters", async () => {
    await insert(
      `Array.from({ length: 20_000 }, (_, id) => ({ id, words: "w" + id, flag: false, big: id }))`,
    );
    expect(await project.rows("SELECT count(*) AS n, max(big) AS top FROM things")).toEqual([
      { n: dialect === "sqlite" ? 20_000 : "20000", top: dialect === "sqlite" ? 19_999 : "19999" },
    ]);
  });

  it.each([
    ["fail", `{ conflict: "fail" }`, null],
    ["ignore", `{ conflict: "ignore" }`, ["old", "old", "three"]],
    ["update", `{ conflict: "update", key: ["id"] }`, ["new", "old", "three"]],
  ])("meets rows that are there already: %s", async (_, options, notes) => {
    await project.execute("INSERT INTO things (id, note) VALUES (1, 'old'), (2, 'old')");
    const run = insert(`[{ id: 1, note: "new" }, { id: 2, words: "w" }, { id: 3, note: "three" }]`, options);
    if (notes === null) {
      await expect(run).rejects.toMatchObject({ code: "step-failed" });
      return;
    }
    await run;
    expect((await project.rows("SELECT note FROM things ORDER BY id")).map((each) => each["note"])).toEqual(
      notes,
    );
  });

  it("keeps the bytes of every kind of buffer", async () => {
    await insert(`[
      { id: 1, bytes: new Float32Array([1.5]) }, { id: 2, bytes: new Uint8Array([7, 8]).buffer },
      { id: 3, bytes: new Uint8Array([1, 2, 3, 4]).subarray(1, 3) },
    ]`);
    const found = await project.rows("SELECT bytes FROM things ORDER BY id");
    expect(found.map(({ bytes }) => Buffer.from(bytes as Uint8Array).toString("hex"))).toEqual([
      "0000c03f",
      "0708",
      "0203",
    ]);
  });

  it("takes rows from a generator", async () => {
    await insert("(function* () { yield { id: 1 }; yield { id: 2 }; })()");
    expect(await project.rows("SELECT id FROM things ORDER BY id")).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it.each([
    ["{ id: 1 }", "{}"],
    ["[{ id: 1 }, null]", "{}"],
    ["[{ id: 1, words: new Map() }]", "{}"],
    ["[{ id: 1, words: () => 1 }]", "{}"],
    ["[{ id: 1 }]", `{ conflict: "replace" }`],
    ["[{ id: 1 }]", `{ size: 0 }`],
    ["[{ id: 1 }]", `{ size: "a" }`],
  ])("refuses %s with %s, and inserts nothing", async (rows, options) => {
    await expect(insert(rows, options)).rejects.toMatchObject({ details: { innerCode: "bad-data-call" } });
    expect(await project.rows("SELECT id FROM things")).toEqual([]);
  });

  it("overwrites by a single column, and the last of several rows of a key wins", async () => {
    await insert(
      `[{ id: 1, words: "a" }, { id: 2, words: "b" }, { id: 1, words: "c" }]`,
      `{ conflict: "update", key: "id" }`,
    );
    expect(await project.rows("SELECT id, words FROM things ORDER BY id")).toEqual([
      { id: 1, words: "c" },
      { id: 2, words: "b" },
    ]);
  });

  it("wants to know by which columns rows are to be overwritten", async () => {
    await expect(insert("[{ id: 1 }]", `{ conflict: "update" }`)).rejects.toMatchObject({
      details: { innerCode: "no-key" },
    });
  });
});

describe("op.bulkInsert into a typed column of postgresql", () => {
  it("takes a list for an array as well as for a document, and a document for text", async () => {
    const project = await createDataProject("postgresql");
    await project.execute(
      "CREATE TABLE t (id integer, tags text[], numbers integer[], doc jsonb, words text, day date)",
    );
    const body = `export async function upgrade(op) {
  const row = { tags: ["a,b", 'c"d', null], numbers: [1, 2], doc: ["a"], words: { a: 1 }, day: new Date(Date.UTC(2026, 4, 1)) };
  await op.bulkInsert("t", [{ id: 1, ...row }]);
  await op.bulkInsert("t", Array.from({ length: 30 }, () => ({ id: 2, ...row })));
}`;
    project.revision("a", null, body);
    await project.up();
    const found = await project.rows(
      "SELECT DISTINCT tags[1:2] AS tags, tags[3] IS NULL AS third, numbers, doc, words, day FROM t",
    );
    await project.remove();
    expect(found).toEqual([
      { tags: ["a,b", 'c"d'], third: true, numbers: [1, 2], doc: ["a"], words: '{"a":1}', day: "2026-05-01" },
    ]);
  });

  it.each([1, 30])(
    "takes a list for an enum and a domain of today, and as JSON for text: %i rows",
    async (count) => {
      const project = await createDataProject("postgresql");
      const body = `export async function upgrade(op) {
  await op.createEnum({ name: "mood", values: ["ok", "sad"] });
  await op.execute("CREATE DOMAIN names AS text[]");
  await op.execute("CREATE TABLE t (moods mood[], names names, words text, short varchar(20))");
  await op.bulkInsert("t", Array.from({ length: ${count} }, () => ({ moods: ["ok", "sad", null], names: ["a,b", "c"], words: ["a", "b"], short: ["a"] })));
}`;
      project.revision("a", null, body);
      await project.up();
      const found = await project.rows(
        "SELECT DISTINCT moods::text AS moods, names::text AS names, words, short FROM t",
      );
      await project.remove();
      expect(found).toEqual([
        { moods: "{ok,sad,NULL}", names: '{"a,b",c}', words: '["a","b"]', short: '["a"]' },
      ]);
    },
  );
});
