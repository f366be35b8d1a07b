import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { upgrade } from "../../src/commands/upgrade.ts";
import { dialects } from "../support/project.ts";
import { createDataProject, type DataProject } from "./data-project.ts";

describe.each(dialects)("op.seed on %s", (dialect) => {
  let project: DataProject;
  beforeEach(async () => {
    project = await createDataProject(dialect);
    await project.execute(
      "CREATE TABLE people (id integer PRIMARY KEY, name text, born date, note text DEFAULT 'none')",
    );
  });
  afterEach(() => project.remove());

  const seed = (args: string, header = ""): void =>
    project.revision(
      "a",
      null,
      `export async function upgrade(op) { await op.seed("people", ${args}); }`,
      header,
    );
  const people = (): Promise<unknown> => project.rows("SELECT id, name, note FROM people ORDER BY id");

  it.each([
    ["people.json", '[{"id": 1, "name": "Ada"},\n {"id": 2, "name": null, "note": "x"}]'],
    ["people.ndjson", '{"id": 1, "name": "Ada"}\n{"id": 2, "name": null, "note": "x"}\n'],
    ["people.csv", 'id,name,note\r\n1,Ada,none\r\n2,,"x"\r\n'],
  ])("reads %s beside the revision", async (file, text) => {
    project.write(`revisions/${file}`, text);
    seed(`"${file}"`);
    await project.up();
    expect(await people()).toEqual([
      { id: 1, name: "Ada", note: "none" },
      { id: 2, name: null, note: "x" },
    ]);
  });

  it("renames columns, leaves some out, and changes rows or drops them", async () => {
    project.write("data/people.txt", "nr;Full name;age\n1;Ada;36\n2;Bob;7\n3;Cy;50\n");
    seed(`"../data/people.txt", { format: "csv", separator: ";", columns: { nr: "id", "Full name": "name", age: null },
      transform: (row, { index, name }) => row.name === "Bob" ? null : { ...row, note: name + index } }`);
    await project.up();
    expect(await people()).toEqual([
      { id: 1, name: "Ada", note: "people0" },
      { id: 3, name: "Cy", note: "people2" },
    ]);
  });

  it("takes the files of a folder or a glob, one row each, and tells their names", async () => {
    project.write("people/2.json", '{ "name": "Bob" }');
    project.write("people/1.json", '{ "name": "Ada" }');
    project.write("people/.hidden/3.json", '{ "name": "nobody" }');
    project.write("people/more/4.json", '{ "name": "Cy" }');
    seed(`"../people", { transform: (row, { name }) => ({ id: Number(name), ...row }) }`);
    await project.up();
    expect(await people()).toEqual([
      { id: 1, name: "Ada", note: "none" },
      { id: 2, name: "Bob", note: "none" },
    ]);
    await project.down();
    await project.execute("DELETE FROM people");
    seed(
      `op.path("../people/*/*.json"), { transform: (row, { file }) => ({ id: file === op.path("../people/more/4.json") ? 4 : 0, ...row }) }`,
    );
    await project.up();
    expect(await people()).toEqual([{ id: 4, name: "Cy", note: "none" }]);
  });

  it("takes a glob for one only where it is none of the letters of a folder", async () => {
    project.write("odd [1] {a}/b/1.json", '{ "id": 1 }');
    project.write("odd [1] {a}/b/more/2.json", '{ "id": 2 }');
    seed(`"../odd [1] {a}/[a-c]/*"`);
    await project.up();
    expect(await people()).toEqual([{ id: 1, name: null, note: "none" }]);
  });

  it("overwrites by the primary key, or keeps what is there", async () => {
    project.write("revisions/people.json", '[{"id": 1, "name": "new"}, {"id": 2, "name": "new"}]');
    await project.execute("INSERT INTO people (id, name, note) VALUES (1, 'old', 'kept')");
    seed(`"people.json", { conflict: "ignore" }`);
    await project.up();
    expect(await people()).toEqual([
      { id: 1, name: "old", note: "kept" },
      { id: 2, name: "new", note: "none" },
    ]);
    await project.down();
    seed(`"people.json", { conflict: "update" }`);
    await project.up();
    expect(await people()).toEqual([
      { id: 1, name: "new", note: "kept" },
      { id: 2, name: "new", note: "none" },
    ]);
    await project.down();
    seed(`"people.json"`);
    expect((await project.failure()).details["innerCode"]).toBe("statement-failed");
  });

  it("takes a missing file for no rows only where it is told to", async () => {
    seed(`"nothing.json"`);
    expect((await project.failure()).details["innerCode"]).toBe("no-data-file");
    seed(`"nothing", { missing: "ignore" }`);
    await project.up();
    expect(await people()).toEqual([]);
  });

  it("names the file and the line of what cannot be read, and leaves no row behind", async () => {
    project.write("revisions/people.csv", "id,name\n1,Ada\n2\n");
    seed(`"people.csv", { size: 1 }`);
    const error = await project.failure();
    expect(error.details["innerCode"]).toBe("bad-data-file");
    expect(error.message).toContain(`${join(project.folder, "revisions", "people.csv")}:3: one field`);
    writeFileSync(join(project.folder, "revisions", "people.csv"), Buffer.from([0x69, 0x64, 0x0a, 0xff]));
    expect((await project.failure()).message).toContain("the file is not written in UTF-8");
    seed(`"people.xml"`);
    project.write("revisions/people.xml", "<people/>");
    expect((await project.failure()).details["innerCode"]).toBe("unknown-data-format");
    expect(await people()).toEqual([]);
  });

  it("becomes INSERT statements in a script, the same rows", async () => {
    project.write("revisions/people.json", `[{"id": 1, "name": "it's"}, {"id": 2, "name": "a\\\\b ? $1"}]`);
    project.revision(
      "a",
      null,
      `export async function upgrade(op) {
      op.seed("people", "people.json", { conflict: "update", key: ["id"] });
      op.backfill({ table: "people", set: { note: "upper(name)" }, where: "id = 1" });
    }`,
    );
    const { sql = "" } = await upgrade(await project.open(), { target: "heads", sql: true });
    expect(sql).toContain("ON CONFLICT");
    expect(sql).toMatch(/INSERT INTO "?people[^]*UPDATE "?people/u);
    await project.execute(sql);
    expect(await people()).toEqual([
      { id: 1, name: "it's", note: "IT'S" },
      { id: 2, name: "a\\b ? $1", note: "none" },
    ]);
  });

  it.each([
    [`op.each("people", {}, () => {})`, "op.each"],
    [`op.export("people", "people.json")`, "op.export"],
    [`op.requireBackfill("b")`, "op.requireBackfill"],
    [`op.seed("people", "people.json", { conflict: "update" })`, "op.seed without `key`"],
  ])("needs a database for %s", async (call, what) => {
    project.revision("a", null, `export async function upgrade(op) { ${call}; }`);
    const script = upgrade(await project.open(), { target: "heads", sql: true });
    await expect(script).rejects.toMatchObject({
      code: "needs-database",
      message: expect.stringContaining(what),
    });
  });

  it("runs calls in order that were not awaited, and knows when the step began", async () => {
    project.write("revisions/people.csv", "id,name\n1,Ada\n");
    project.revision(
      "a",
      null,
      `export async function upgrade(op) {
      op.seed("people", "people.csv");
      op.backfill({ table: "people", set: { note: "'" + op.now.toISOString() + "'" } });
      op.seed("people", "people.csv", { transform: (row) => ({ ...row, id: 2 }) });
    }`,
    );
    const now = new Date(Date.UTC(2026, 10, 21));
    await project.up("heads", { now: () => now });
    expect(await people()).toEqual([
      { id: 1, name: "Ada", note: now.toISOString() },
      { id: 2, name: "Ada", note: "none" },
    ]);
    await project.down();
    project.revision("a", null, `export async function upgrade(op) { op.seed("people", "nothing.csv"); }`);
    expect((await project.failure()).details["innerCode"]).toBe("no-data-file");
  });

  it("needs no more memory for many rows than for few", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const file = openSync(join(project.folder, "revisions", "people.json"), "w");
    writeSync(file, "[");
    const note = "x".repeat(400);
    for (let id = 0; id < 100_000; id += 1)
      writeSync(file, `${id === 0 ? "" : ","}\n{"id":${id},"name":"name ${id}","note":"${note}"}`);
    writeSync(file, "]");
    closeSync(file);
    seed(`"people.json"`);
    collect();
    const before = process.memoryUsage().heapUsed;
    let most = 0;
    let batches = 0;
    const report = (event: { readonly kind: string }): void => {
      if (event.kind !== "progress" || ++batches % 10 !== 0) return;
      collect();
      most = Math.max(most, process.memoryUsage().heapUsed - before);
    };
    await project.up("heads", { report });
    expect(await project.rows("SELECT count(*) AS n FROM people WHERE length(note) = 400")).toEqual([
      { n: dialect === "sqlite" ? 100_000 : "100000" },
    ]);
    // The file has 43 MB.
    expect(most).toBeLessThan(12 * 1024 * 1024);
  });
});
