import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { check } from "../../src/commands/check.ts";
import { current } from "../../src/commands/current.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { stamp } from "../../src/commands/stamp.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { Environment } from "../../src/project/environment.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

/** What Alembic 1.13 makes before its first revision, and what it has in it after the revision 9f1c2d3e4b5a. */
const alembic = [
  "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))",
  "INSERT INTO alembic_version (version_num) VALUES ('9f1c2d3e4b5a')",
  "CREATE TABLE account (id INTEGER NOT NULL, name VARCHAR(50) NOT NULL, PRIMARY KEY (id))",
];
const account = (more = ""): string =>
  `[{ name: "id", type: "integer", nullable: false }, { name: "name", type: "varchar(50)", nullable: false }${more}]`;

describe.each(dialects)("a database of Alembic on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
    const mig = await project.open();
    await mig.connected(async ({ connection }) => {
      for (const sql of alembic) await connection.query(saidInSql(sql));
    });
  });
  afterEach(() => project.remove());
  const open = (): Promise<Environment> =>
    project.open({ versionTable: "alembic_version", schema: "./schema.ts", confirmBreaking: true });
  const rows = async (sql: string): Promise<readonly unknown[]> =>
    (await open()).connected(({ connection }) => connection.query(saidInSql(sql)));

  it("is taken over as it is, and goes on with revisions of ours", async () => {
    expect((await current(await open())).unknown).toEqual(["9f1c2d3e4b5a"]);
    await expect(upgrade(await open(), { target: "heads" })).rejects.toMatchObject({
      code: "unknown-database-revision",
    });

    project.revision(
      "9f1c2d3e4b5a",
      null,
      `export async function upgrade(op) { await op.createTable({ name: "account", columns: ${account()}, primaryKey: { columns: ["id"] } }); }
export async function downgrade(op) { await op.dropTable("account"); }`,
    );
    project.revision(
      "4d1e043b4254",
      "9f1c2d3e4b5a",
      `export async function upgrade(op) { await op.addColumn("account", { name: "age", type: "integer" }); }
export async function downgrade(op) { await op.dropColumn("account", "age"); }`,
    );
    expect(await current(await open())).toMatchObject({
      heads: ["9f1c2d3e4b5a"],
      atHead: false,
      unknown: [],
    });
    expect((await upgrade(await open(), { target: "heads" })).steps).toHaveLength(1);
    expect(await rows("SELECT version_num FROM alembic_version")).toEqual([{ version_num: "4d1e043b4254" }]);

    const library = dialect === "sqlite" ? "sqlite-core" : "pg-core";
    const [table, name] = dialect === "sqlite" ? ["sqliteTable", "text"] : ["pgTable", "varchar"];
    const orm = new URL(`../../node_modules/drizzle-orm/${library}/index.js`, import.meta.url).pathname;
    const text =
      dialect === "sqlite"
        ? `customType({ dataType: () => "varchar(50)" })("name").notNull()`
        : `varchar("name", { length: 50 }).notNull()`;
    project.write(
      "schema.ts",
      `import { ${table}, integer, ${name === "text" ? "customType" : name} } from ${JSON.stringify(orm)};
export const account = ${table}("account", { id: integer("id").primaryKey(), name: ${text}, age: integer("age") });\n`,
    );
    expect((await check(await open())).operations).toEqual([]);

    expect((await downgrade(await open(), { target: "-1" })).to).toEqual(["9f1c2d3e4b5a"]);
    expect((await downgrade(await open(), { target: "base" })).to).toEqual([]);
    expect(await rows("SELECT version_num FROM alembic_version")).toEqual([]);
    expect((await upgrade(await open(), { target: "heads" })).to).toEqual(["4d1e043b4254"]);
  });

  it("holds several heads as Alembic's table does", async () => {
    project.revision("9f1c2d3e4b5a", null);
    project.revision("b1", "9f1c2d3e4b5a");
    project.revision("b2", "9f1c2d3e4b5a");
    await upgrade(await open(), { target: "heads" });
    expect(await rows("SELECT version_num FROM alembic_version ORDER BY 1")).toEqual([
      { version_num: "b1" },
      { version_num: "b2" },
    ]);
    project.revision("m", ["b1", "b2"]);
    expect((await upgrade(await open(), { target: "heads" })).to).toEqual(["m"]);
    expect((await stamp(await open(), { targets: ["b1"] })).to).toEqual(["b1"]);
  });
});
