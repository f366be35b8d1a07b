import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dialects } from "../support/project.ts";
import { createDataProject, type DataProject } from "./data-project.ts";

const documents = { sqlite: "text", postgresql: "jsonb" };
const bytes = { sqlite: "blob", postgresql: "bytea" };

describe.each(dialects)("op.export on %s", (dialect) => {
  let project: DataProject;
  beforeEach(async () => {
    project = await createDataProject(dialect);
    await project.execute(`CREATE TABLE people (id integer PRIMARY KEY, name text, big bigint, bytes ${bytes[dialect]});
      INSERT INTO people VALUES (2, NULL, 9007199254740993, NULL), (1, 'it''s "A"', 5, ${dialect === "sqlite" ? "x'00ff'" : "'\\x00ff'"})`);
  });
  afterEach(() => project.remove());

  const exporting = (args: string): void =>
    project.revision("a", null, `export async function upgrade(op) { await op.export(${args}); }`);
  const read = (path: string): string => readFileSync(join(project.folder, path), "utf8");

  const five = dialect === "sqlite" ? 5 : '"5"';
  it.each([
    [
      "people.ndjson",
      `{"id":1,"name":"it's \\"A\\"","big":${five},"bytes":{"$bytes":"00ff"}}\n{"id":2,"name":null,"big":"9007199254740993","bytes":null}\n`,
    ],
    [
      "people.json",
      `[\n  {"id":1,"name":"it's \\"A\\"","big":${five},"bytes":{"$bytes":"00ff"}},\n  {"id":2,"name":null,"big":"9007199254740993","bytes":null}\n]\n`,
    ],
    [
      "people.csv",
      `id,name,big,bytes\n1,"it's ""A""",5,${dialect === "sqlite" ? '"{""$bytes"":""00ff""}"' : "\\x00ff"}\n2,,9007199254740993,\n`,
    ],
  ])("writes a table in the order of its key to %s", async (file, text) => {
    exporting(`"people", "out/${file}"`);
    await project.up();
    expect(read(`revisions/out/${file}`)).toBe(text);
    expect(readdirSync(join(project.folder, "revisions/out"))).toEqual([file]);
  });

  it("writes a query, changed on the way", async () => {
    const place = dialect === "sqlite" ? "?" : "$1";
    exporting(`"SELECT id, name FROM people WHERE id < ${place} ORDER BY id DESC;", op.path("../out.json"),
      { params: [10], transform: (row) => row.name === null ? null : { nr: row.id } }`);
    await project.up();
    expect(read("out.json")).toBe('[\n  {"nr":1}\n]\n');
  });

  it("writes no rows as an empty list", async () => {
    exporting(`"SELECT id FROM people WHERE id > 5", "none.json"`);
    await project.up();
    expect(read("revisions/none.json")).toBe("[]\n");
  });

  it.each([
    ["keep", "old"],
    ["overwrite", '{\n  "id": 1\n}\n'],
    ["fail", null],
  ])("meets files that are there already: %s", async (existing, text) => {
    project.write("revisions/out/1.json", "old");
    exporting(`"SELECT id FROM people", "out", { name: (row) => String(row.id), existing: "${existing}" }`);
    if (text === null) {
      expect((await project.failure()).details["innerCode"]).toBe("file-exists");
      return;
    }
    await project.up();
    expect(read("revisions/out/1.json")).toBe(text);
    expect(read("revisions/out/2.json")).toBe('{\n  "id": 2\n}\n');
    expect(project.events.some((event) => event.kind === "notice")).toBe(existing === "keep");
  });

  it.each(["true", "false"])(
    "leaves no part of a file behind when it fails in the middle, and the step can be run again (transaction = %s)",
    async (transaction) => {
      const step = (failing: string): void =>
        project.revision(
          "a",
          null,
          `export async function upgrade(op) {
        await op.bulkInsert("people", Array.from({ length: 2500 }, (_, index) => ({ id: 10 + index })), { conflict: "ignore" });
        await op.export("people", "out/people.json", { transform: (row) => { if (row.id === ${failing}) throw new Error("no"); return row; } });
        await op.execute("DELETE FROM people");
      }`,
          `export const transaction = ${transaction};`,
        );
      step("1200");
      expect((await project.failure()).message).toBe("The upgrade of a failed: no");
      expect(readdirSync(join(project.folder, "revisions/out"))).toEqual([]);
      step("-1");
      await project.up();
      expect(JSON.parse(read("revisions/out/people.json"))).toHaveLength(2502);
    },
  );

  it("never writes outside of its folder", async () => {
    exporting(`"people", "out", { name: () => "../../escaped" }`);
    expect((await project.failure()).details["innerCode"]).toBe("outside-folder");
    expect(existsSync(join(project.folder, "escaped.json"))).toBe(false);
  });

  it("brings directories of JSON files into tables, and back, existing files winning", async () => {
    await project.execute("DROP TABLE people");
    project.write("chat/assistants/asst_1.json", '{ "id": "asst_1", "name": "Ann", "tools": ["a", "b"] }');
    project.write("chat/assistants/asst_2.json", '{ "id": "asst_2", "name": "Bo", "tools": [] }');
    project.write("chat/messages/thread_1/msg_1.json", '{ "id": "msg_1", "text": "hello" }');
    project.write("chat/messages/thread_2/msg_2.json", '{ "id": "msg_2", "text": "there" }');
    project.revision(
      "1",
      null,
      `export async function upgrade(op) {
      await op.createTable({ name: "assistants", columns: [{ name: "id", type: "text", nullable: false }, { name: "name", type: "text" }, { name: "tools", type: "${documents[dialect]}" }], primaryKey: { columns: ["id"] } });
      await op.createTable({ name: "messages", columns: [{ name: "id", type: "text", nullable: false }, { name: "thread", type: "text" }, { name: "text", type: "text" }], primaryKey: { columns: ["id"] } });
    }
    export async function downgrade(op) { await op.dropTable("messages"); await op.dropTable("assistants"); }`,
    );
    project.revision(
      "2",
      "1",
      `
    import { basename, dirname } from "node:path";
    const tools = (value) => typeof value === "string" ? JSON.parse(value) : value;
    export async function upgrade(op) {
      await op.seed("assistants", "../chat/assistants", { missing: "ignore" });
      await op.seed("messages", "../chat/messages/*/*.json", { missing: "ignore", transform: (row, { file }) => ({ ...row, thread: basename(dirname(file)) }) });
    }
    export async function downgrade(op) {
      await op.export("assistants", "../chat/assistants", { name: (row) => row.id, transform: (row) => ({ ...row, tools: tools(row.tools) }) });
      await op.export("messages", "../chat/messages", { name: (row) => row.thread + "/" + row.id, transform: ({ id, text }) => ({ id, text }) });
      await op.execute("DELETE FROM messages", "");
      await op.execute("DELETE FROM assistants", "");
    }`,
    );
    project.revision(
      "3",
      "2",
      `
    import { rmSync } from "node:fs";
    export async function upgrade(op) { op.bulkInsert("assistants", [{ id: "default", name: "Default", tools: ["z"] }], { conflict: "ignore" }); rmSync(op.path("../chat"), { recursive: true, force: true }); }
    export async function downgrade() {}`,
    );
    await project.up();
    expect(existsSync(join(project.folder, "chat"))).toBe(false);
    mkdirSync(join(project.folder, "chat/assistants"), { recursive: true });
    writeFileSync(join(project.folder, "chat/assistants/asst_2.json"), '{"id":"asst_2","name":"Mine"}');
    await project.down();
    expect(JSON.parse(read("chat/assistants/asst_1.json"))).toEqual({
      id: "asst_1",
      name: "Ann",
      tools: ["a", "b"],
    });
    expect(read("chat/assistants/asst_2.json")).toBe('{"id":"asst_2","name":"Mine"}');
    expect(JSON.parse(read("chat/messages/thread_2/msg_2.json"))).toEqual({ id: "msg_2", text: "there" });
    await project.up();
    expect((await project.rows("SELECT name FROM assistants ORDER BY id")).map((row) => row["name"])).toEqual(
      ["Ann", "Mine", "Default"],
    );
  });
});
