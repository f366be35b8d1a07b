import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dialects } from "../support/project.ts";
import { createDataProject, type DataProject } from "./data-project.ts";

describe.each(dialects)("faults in rows and files on %s", (dialect) => {
  let project: DataProject;
  beforeEach(async () => {
    project = await createDataProject(dialect);
    await project.execute("CREATE TABLE people (id integer PRIMARY KEY, name text NOT NULL)");
  });
  afterEach(() => project.remove());

  const upgrade = (call: string, header = ""): void =>
    project.revision("a", null, `export async function upgrade(op) { ${call}; }`, header);
  const place = (path: string): string => join(project.folder, "revisions", path);
  const lines = (count: number, bad: number, text: string): string =>
    Array.from({ length: count }, (_, at) => (at + 1 === bad ? text : `{"id":${at},"name":"n${at}"}`)).join(
      "\n",
    );
  const count = async (): Promise<number> =>
    Number((await project.rows("SELECT count(*) AS n FROM people"))[0]?.["n"]);

  it.each([
    ["a value that is missing", '{"id":5000,"name":null}', /null/iu],
    ["a key that is there already in the same batch", '{"id":3,"name":"twin"}', /unique/iu],
    ["a column that is not there", '{"id":5000,"name":"x","nonesuch":1}', /nonesuch/u],
  ])("name the file and the line of %s", async (_, text, problem) => {
    project.write("revisions/people.ndjson", lines(2500, 1702, text));
    upgrade(`await op.seed("people", "people.ndjson")`);
    const error = await project.failure();
    expect(error.message).toContain(`${place("people.ndjson")}:1702: `);
    expect(error.message).toMatch(problem);
    // The statement of the journal is one of this row, not of a thousand.
    expect(String(error.details["sql"] ?? "").length).toBeLessThan(200);
    expect(await count()).toBe(0);
  });

  it("name the one file of many that is bad", async () => {
    for (let at = 0; at < 30; at += 1)
      project.write(`revisions/people/${at}.json`, at === 17 ? '{"id": 17}' : `{"id": ${at}, "name": "x"}`);
    upgrade(`await op.seed("people", "people")`);
    expect((await project.failure()).message).toContain(`${place("people/17.json")}:1: `);
  });

  it.each([
    [`() => { throw new Error("boom"); }`, "boom"],
    [`() => {}`, "transform returned undefined"],
    [`() => []`, "transform returned a list"],
    [`() => 5`, "transform returned 5"],
  ])("name the file and the line at which transform fails: %s", async (transform, problem) => {
    project.write("revisions/people.csv", "id,name\n1,a\n");
    upgrade(`await op.seed("people", "people.csv", { transform: ${transform} })`);
    const error = await project.failure();
    expect(error.message).toContain(`${place("people.csv")}:2: ${problem}`);
    expect(error.details["innerCode"]).toBe("transform-failed");
  });

  it("go on in a file without a transaction where it was corrected, and start over where it is another", async () => {
    project.write("revisions/people.ndjson", lines(2500, 1702, '{"id":1701}'));
    upgrade(`await op.seed("people", "people.ndjson")`, "export const transaction = false;");
    expect((await project.failure()).message).toContain(":1702: ");
    expect(await count()).toBe(1000);
    project.write("revisions/people.ndjson", lines(2500, 2500, '{"id":0}'));
    expect((await project.failure()).message).toContain(":2500: ");
    expect(await count()).toBe(2000);
    expect(project.events.filter((event) => event.kind === "notice")).toEqual([]);
    project.write("revisions/people.ndjson", lines(2500, 1, '{"id":0,"name":"another"}'));
    expect((await project.failure()).message).toContain(":1: ");
    expect(project.events.filter((event) => event.kind === "notice")).toMatchObject([
      { level: "warning", text: expect.stringContaining("have changed in what the last attempt had taken") },
    ]);
    project.write("revisions/people.ndjson", lines(2500, 0, ""));
    await project.up();
    expect(await count()).toBe(2500);
  });

  it("leave hidden files of a folder out, and take an empty folder for no rows", async () => {
    project.write("revisions/people/._1.json", "\0binary");
    upgrade(`await op.seed("people", "people")`);
    await project.up();
    expect(await count()).toBe(0);
  });

  it("write a table without rows so that it can be read again", async () => {
    upgrade(`await op.export("people", "out/people.csv"); await op.export("people", "out/people", { name: (row) => row.id });
      await op.seed("people", "out/people.csv"); await op.seed("people", "out/people")`);
    await project.up();
    expect(readFileSync(place("out/people.csv"), "utf8")).toBe("id,name\n");
    expect(readdirSync(place("out"))).toEqual(["people", "people.csv"]);
  });

  it.each(["keep", "overwrite", "fail"])(
    "refuse two rows that are one file, and lose nothing: %s",
    async (existing) => {
      await project.execute("INSERT INTO people VALUES (1, 'a'), (2, 'b'), (3, 'a')");
      upgrade(
        `await op.export("people", "out", { name: (row) => row.name, existing: "${existing}" }); await op.dropTable("people")`,
      );
      const error = await project.failure();
      expect(error.details["innerCode"]).toBe("same-file");
      expect(error.message).toContain(place("out/a.json"));
      expect(await count()).toBe(3);
    },
  );

  it.each([
    ["() => undefined", "bad-file-name"],
    ["(row) => row.id", "bad-file-name"],
    [`() => ""`, "bad-file-name"],
    [`() => "folder"`, "not-a-file"],
    [`() => "dangling"`, "not-a-file"],
    [`() => "link/x"`, "outside-folder"],
    [`() => "link/deeper/x"`, "outside-folder"],
  ])("refuse a name that is none: %s", async (name, code) => {
    await project.execute("INSERT INTO people VALUES (1, 'a')");
    mkdirSync(place("out/folder.json"), { recursive: true });
    symlinkSync(join(project.folder, "nowhere"), place("out/dangling.json"));
    symlinkSync(project.folder, place("out/link"));
    upgrade(`await op.export("people", "out", { name: ${name} })`);
    expect((await project.failure()).details["innerCode"]).toBe(code);
    expect(existsSync(join(project.folder, "x.json"))).toBe(false);
    expect(existsSync(join(project.folder, "deeper"))).toBe(false);
  });

  it.each([
    [`op.export("people", "p.json", { existing: "replace" })`],
    [`op.export("people", "p.json", { format: "yaml" })`],
    [`op.seed("people", "p.json", { format: "yaml" })`],
    [`op.seed("people", "p.json", { conflict: "replace" })`],
    [`op.seed("people", "p.json", { size: "a" })`],
  ])("refuse an option that means nothing: %s", async (call) => {
    project.write("revisions/p.json", "[]");
    upgrade(`await ${call}`);
    expect((await project.failure()).details["innerCode"]).toBe("bad-data-call");
  });

  if (dialect === "postgresql")
    it("name the line and the column of a NUL", async () => {
      project.write("revisions/people.ndjson", `{"id":1,"name":"a"}\n{"id":2,"name":"a\\u0000b"}\n`);
      upgrade(`await op.seed("people", "people.ndjson")`);
      expect((await project.failure()).message).toContain(
        `${place("people.ndjson")}:2: name cannot be stored`,
      );
    });

  it("write and read columns that the engine fills by itself", async () => {
    const counted =
      dialect === "postgresql" ? "integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY" : "integer PRIMARY KEY";
    await project.execute(`CREATE TABLE notes (id ${counted}, body text, size integer GENERATED ALWAYS AS (length(body)) STORED);
      INSERT INTO notes (body) VALUES ('a'), ('bb'), ('ccc'); DELETE FROM notes WHERE id = 2`);
    upgrade(
      `await op.export("notes", "notes.json"); await op.execute("DELETE FROM notes"); await op.seed("notes", "notes.json")`,
    );
    await project.up();
    expect(await project.rows("SELECT id, body, size FROM notes ORDER BY id")).toEqual([
      { id: 1, body: "a", size: 1 },
      { id: 3, body: "ccc", size: 3 },
    ]);
  });
});
