import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { history } from "../../src/commands/history.ts";
import { log } from "../../src/commands/log.ts";
import { restore } from "../../src/commands/restore.ts";
import { formatName } from "../../src/core/schema/names.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { dialects } from "../support/project.ts";
import { createDataProject, type DataProject } from "../data/data-project.ts";
import { hostileNames, q, s } from "./hostile-names.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

/** Tables of these names, with the key of such a name and two more columns. */
const tables = hostileNames.map((name) => ({
  key: formatName({ schema: null, name }),
  name,
  // Drivers give rows as objects, in which a key of this name cannot be had.
  id: name === "__proto__" ? "id" : name,
  other: cut(`+${name}`),
  self: cut(`-${name}`),
}));

/** What PostgreSQL keeps of a name. */
function cut(name: string): string {
  return Buffer.byteLength(name) > 63 ? cut([...name].slice(0, -1).join("")) : name;
}

describe.each(dialects)("rows of tables and columns with hostile names on %s", (dialect) => {
  let project: DataProject;
  beforeEach(async () => {
    vi.stubEnv("PATH", "");
    project = await createDataProject(dialect);
    project.revision("a", null);
    await project.up("a");
    const environment = await project.open();
    await environment.connected(async ({ connection }) => {
      const run = (sql: string): Promise<unknown> => connection.query(saidInSql(sql));
      await run("CREATE TABLE canary (id integer PRIMARY KEY)");
      for (const { name, id, other, self } of tables) {
        await run(
          `CREATE TABLE ${q(name)} (${q(id)} integer PRIMARY KEY, ${q(other)} text DEFAULT ${s(name)}, ${q(self)} integer REFERENCES ${q(name)} (${q(id)}))`,
        );
        await run(`INSERT INTO ${q(name)} VALUES (1, ${s(name)}, 1), (2, NULL, 1)`);
      }
    });
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    return project.remove();
  });
  const everything = async (): Promise<unknown> =>
    (await project.open()).connected(async ({ connection }) => {
      const found: unknown[] = [];
      for (const { name, id } of tables)
        found.push(await connection.query(saidInSql(`SELECT * FROM ${q(name)} ORDER BY ${q(id)}`)));
      return [found, await connection.query("SELECT * FROM canary")];
    });

  it.each(["json", "ndjson", "csv"])("are written to files of %s and read from them", async (format) => {
    const before = await everything();
    project.revision(
      "b",
      "a",
      `const tables = ${JSON.stringify(tables)};
export async function upgrade(op) {
  for (const [number, { key }] of tables.entries()) await op.export(key, \`out/\${number}.${format}\`);
}`,
    );
    project.revision(
      "c",
      "b",
      `const tables = ${JSON.stringify(tables)};
export async function upgrade(op) {
  for (const { name } of tables) await op.execute(\`DELETE FROM "\${name.replaceAll('"', '""')}"\`, "");
  for (const [number, { key }] of tables.entries()) await op.seed(key, \`out/\${number}.${format}\`);
}`,
    );
    await project.up();
    expect(await everything()).toEqual(before);
  });

  it("are inserted, overwritten, walked and filled in", async () => {
    const before = await everything();
    project.revision(
      "b",
      "a",
      `const tables = ${JSON.stringify(tables)};
export async function upgrade(op) {
  for (const { key, name, id, other } of tables) {
    await op.bulkInsert(key, [{ [id]: 2, [other]: "two" }, { [id]: 3, [other]: null }], { conflict: "update", key: id });
    const seen = [];
    await op.each(key, { size: 2 }, (rows) => { seen.push(...rows.map((row) => row[id])); });
    if (seen.join() !== "1,2,3") throw new Error(key + " " + seen.join());
    await op.backfill({ table: key, set: { [other]: "'x'" }, where: \`"\${other.replaceAll('"', '""')}" IS NULL\` });
    await op.execute(\`DELETE FROM "\${name.replaceAll('"', '""')}" WHERE "\${id.replaceAll('"', '""')}" = 3\`, "");
    await op.execute(\`UPDATE "\${name.replaceAll('"', '""')}" SET "\${other.replaceAll('"', '""')}" = NULL WHERE "\${id.replaceAll('"', '""')}" = 2\`, "");
  }
}`,
    );
    await project.up();
    expect(await everything()).toEqual(before);
  });

  it("are backed up before a step and brought back", async () => {
    const before = await everything();
    project.revision(
      "b",
      "a",
      `const tables = ${JSON.stringify(tables)};
export async function upgrade(op) { for (const { key } of tables) await op.dropTable(key); }`,
    );
    const yes = { confirm: () => Promise.resolve(true) };
    await upgrade(await project.open({ backup: true, confirmBreaking: true }), { target: "head" });
    await restore(await project.open({}, yes));
    expect(await everything()).toEqual(before);
  });

  it("stand in the journal and in the history as they are", async () => {
    for (const [number, { key }] of tables.entries()) {
      const down = number === 0 ? "a" : `r${number - 1}`;
      project.revision(
        `r${number}`,
        down,
        `export async function upgrade(op) { await op.renameColumn(${JSON.stringify(key)}, "not there", "x"); }`,
      );
      await expect(project.up()).rejects.toThrow();
      project.revision(
        `r${number}`,
        down,
        `export async function upgrade(op) { await op.renameTable(${JSON.stringify(key)}, "t${number}"); }`,
      );
      await project.up();
    }
    const { entries } = await log(await project.open());
    expect(entries.filter(({ status }) => status === "errored")).toHaveLength(tables.length);
    const { revisions } = await history(await project.open());
    expect(revisions).toHaveLength(tables.length + 1);
    expect(await project.rows("SELECT * FROM canary")).toEqual([]);
  });
});
