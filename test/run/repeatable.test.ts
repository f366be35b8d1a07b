import { readFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import { current } from "../../src/commands/current.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { log } from "../../src/commands/log.ts";
import { migrate } from "../../src/commands/migrate.ts";
import { revision as autogenerate } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { dialects, type Project } from "../support/project.ts";
import { createDrizzleProject } from "../support/scenario.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

const users = `export async function upgrade(op) {
  await op.createTable({ name: "users", columns: [{ name: "id", type: "integer" }, { name: "active", type: "boolean" }] });
}
export async function downgrade(op) {
  await op.dropTable("users");
}`;

async function project(dialect: Project["dialect"]): Promise<Project> {
  const made = await createDrizzleProject(dialect);
  onTestFinished(() => made.remove());
  made.revision("1", null, users);
  return made;
}

const script = (made: Project, name: string, text: string): void =>
  made.write(`revisions/repeatable/${name}.sql`, text);

const view = (name: string, from: string, where = ""): string =>
  `DROP VIEW IF EXISTS ${name};\nCREATE VIEW ${name} AS SELECT id FROM ${from}${where};\n`;

async function ran(made: Project): Promise<readonly string[]> {
  return (await upgrade(await made.open(), { target: "heads" })).repeatables ?? [];
}

async function states(made: Project): Promise<readonly string[]> {
  const { repeatables = [] } = await current(await made.open());
  return repeatables.map(({ name, state }) => `${name} ${state}`);
}

async function count(made: Project, table: string): Promise<number> {
  return (await made.open()).connected(async ({ connection }) =>
    Number((await connection.query(saidInSql(`SELECT count(*) AS n FROM ${table}`)))[0]?.["n"]),
  );
}

describe.each(dialects)("repeatable scripts on %s", (dialect) => {
  it("run after an upgrade when their text has changed, in the order of what they depend on, and once", async () => {
    const made = await project(dialect);
    script(made, "a", `-- depends-on: c, b.sql\n${view("v_a", "v_b")}`);
    script(made, "b", `-- depends-on: c\n${view("v_b", "v_c")}`);
    script(made, "c", view("v_c", "users"));
    script(made, "d", view("v_d", "users"));
    const dry = await upgrade(await made.open(), { target: "heads", dryRun: true });
    expect(dry.repeatables).toEqual(["c", "b", "a", "d"]);
    expect(await states(made)).toEqual(["c pending", "b pending", "a pending", "d pending"]);
    expect((await upgrade(await made.open(), { target: "heads", repeatables: false })).repeatables).toBe(
      undefined,
    );
    expect(await ran(made)).toEqual(["c", "b", "a", "d"]);
    expect(await count(made, "v_a")).toBe(0);
    expect(await ran(made)).toEqual([]);
    expect(await states(made)).toEqual(["c applied", "b applied", "a applied", "d applied"]);
    const { entries } = await log(await made.open());
    expect(entries.map((entry) => `${entry.revision} ${entry.direction} ${entry.status}`)).toEqual([
      "1 upgrade applied",
      ...["c", "b", "a", "d"].map((name) => `${name} repeatable applied`),
    ]);

    // Line ends are no change. What stands on a script that has changed runs again after it.
    script(made, "d", view("v_d", "users").replaceAll("\n", "\r\n"));
    script(made, "b", `-- depends-on: c\nDROP VIEW IF EXISTS v_a;\n${view("v_b", "v_c", " WHERE id > 1")}`);
    expect(await states(made)).toEqual(["c applied", "b changed", "a pending", "d applied"]);
    const started = await migrate({
      config: { dialect, url: made.url, revisions: `${made.folder}/revisions` },
    });
    expect(started.repeatables).toEqual(["b", "a"]);
  });

  it("are part of what check finds, and what they make is no drift", async () => {
    const made = await project(dialect);
    script(made, "totals", view("totals", "users"));
    await upgrade(await made.open(), { target: "heads", repeatables: false });
    expect((await check(await made.open({ schema: schemaOf(made) }))).repeatables).toMatchObject([
      { name: "totals", state: "pending" },
    ]);
    await ran(made);
    expect(await check(await made.open({ schema: schemaOf(made) }))).toMatchObject({
      ok: true,
      operations: [],
    });
  });

  it("are part of proofs: those that were run are in the copy, and the others must run on what is new", async () => {
    const made = await project(dialect);
    script(made, "totals", view("totals", "users"));
    await ran(made);
    schemaOf(made);
    made.write("schema.ts", read(made).replace("active:", "more: integer(), active:"));
    script(made, "later", "CREATE INDEX later ON nowhere (id);");
    const written = (): ReturnType<typeof autogenerate> =>
      made
        .open({ schema: "schema.ts" })
        .then((open) => autogenerate(open, { autogenerate: true, message: "more" }));
    await expect(written()).rejects.toThrow(
      /After the new revision the repeatable script later .* would fail/u,
    );
    script(made, "later", view("later", "users", " WHERE more > 0"));
    expect((await written()).proven).toBe(true);
    expect(await ran(made)).toEqual(["later"]);
    expect(await check(await made.open({ schema: "schema.ts" }))).toMatchObject({ ok: true, operations: [] });
  });

  it("are tried again after a failure, which is recorded, and of which nothing is left", async () => {
    const made = await project(dialect);
    script(made, "bad", `${view("good", "users")}\nCREATE VIEW worse AS SELECT nothing FROM users;`);
    script(made, "later", view("later", "users"));
    await expect(upgrade(await made.open(), { target: "heads" })).rejects.toMatchObject({
      code: "repeatable-failed",
      message: expect.stringContaining("The repeatable script bad failed"),
      hint: expect.stringContaining("It was rolled back, and the next upgrade tries it again."),
    });
    const { heads, repeatables } = await current(await made.open());
    expect(heads).toEqual(["1"]);
    expect(repeatables).toMatchObject([
      { name: "bad", state: "errored", error: expect.stringContaining("nothing") },
      { name: "later", state: "pending" },
    ]);
    await expect(count(made, "good")).rejects.toThrow(/good/u);
    script(made, "bad", view("good", "users"));
    expect(await ran(made)).toEqual(["bad", "later"]);
  });

  it("may run without a transaction, and begin at their beginning again", async () => {
    const made = await project(dialect);
    const twice = (last: string): string =>
      `-- transaction: false\nINSERT INTO users (id) VALUES (1);\n${last};\n`;
    script(made, "rows", twice("SELECT nothing"));
    await expect(upgrade(await made.open(), { target: "heads" })).rejects.toMatchObject({
      hint: expect.stringContaining("what was done before the failing statement stays"),
    });
    expect(await count(made, "users")).toBe(1);
    script(made, "rows", twice("SELECT 1"));
    expect(await ran(made)).toEqual(["rows"]);
    expect(await count(made, "users")).toBe(2);
  });

  it("run again after something was taken back, and wait until all is applied", async () => {
    const made = await project(dialect);
    made.revision("2", "1");
    script(made, "totals", view("totals", "users"));
    expect((await upgrade(await made.open(), { target: "1" })).repeatables).toBe(undefined);
    expect(await ran(made)).toEqual(["totals"]);
    await downgrade(await made.open(), { target: "1" });
    expect(await states(made)).toEqual(["totals pending"]);
    expect(await ran(made)).toEqual(["totals"]);
  });

  it("lose no rows that nobody has agreed to", async () => {
    const made = await project(dialect);
    await ran(made);
    await (
      await made.open()
    ).connected(({ connection }) => connection.query("INSERT INTO users (id) VALUES (1)"));
    script(made, "wipe", "DELETE FROM users;");
    await expect(upgrade(await made.open(), { target: "heads" })).rejects.toMatchObject({
      code: "confirmation-needed",
    });
    expect(await count(made, "users")).toBe(1);
    await upgrade(await made.open({ confirmBreaking: true }), { target: "heads" });
    expect(await count(made, "users")).toBe(0);
  });

  it.each([
    ["a circle", { a: "-- depends-on: b\n", b: "-- depends-on: a\n" }, "in a circle: a -> b -> a"],
    ["an unknown name", { a: "-- depends-on: z\n" }, "depends on z, and there is no such script"],
    ["a wrong word", { a: "-- transaction: no\n" }, "says neither true nor false"],
  ])("are refused by name before anything runs, for %s", async (_what, texts, message) => {
    const made = await project(dialect);
    for (const [name, text] of Object.entries(texts)) script(made, name, `${text}SELECT 1;`);
    await expect(upgrade(await made.open(), { target: "heads" })).rejects.toThrow(message);
    for (const path of ["a", "b"]) if (path in texts) script(made, path, "SELECT 1;");
    expect((await current(await made.open())).heads).toEqual([]);
  });

  it("make triggers, whose bodies are one statement", async () => {
    const made = await project(dialect);
    script(made, "stamped", triggers[dialect]);
    await ran(made);
    await (
      await made.open()
    ).connected(({ connection }) => connection.query("INSERT INTO users (id) VALUES (7)"));
    expect(await count(made, "users WHERE id = 8")).toBe(1);
    expect((await check(await made.open({ schema: schemaOf(made) }))).operations).toEqual([]);
  });
});

const triggers = {
  sqlite: `DROP TRIGGER IF EXISTS stamped;
CREATE TRIGGER stamped AFTER INSERT ON users BEGIN
  UPDATE users SET id = new.id + 1 WHERE id = new.id;
  SELECT 1;
END;`,
  postgresql: `CREATE OR REPLACE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.id := NEW.id + 1; RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER stamped BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION stamp();
GRANT SELECT ON users TO PUBLIC;`,
};

function read(made: Project): string {
  return readFileSync(`${made.folder}/schema.ts`, "utf8");
}

/** The table of the revision as a Drizzle module. */
function schemaOf(made: Project): string {
  made.write(
    "schema.ts",
    made.dialect === "sqlite"
      ? `import { customType, integer, sqliteTable } from "drizzle-orm/sqlite-core";
const boolean = customType({ dataType: () => "boolean" });
export const users = sqliteTable("users", { id: integer(), active: boolean() });\n`
      : `import { boolean, integer, pgTable } from "drizzle-orm/pg-core";
export const users = pgTable("users", { id: integer(), active: boolean() });\n`,
  );
  return `${made.folder}/schema.ts`;
}
