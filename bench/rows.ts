import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { interleave, ratios, type Contender } from "./measure.ts";
import { copyDatabase, mig, removeDatabase, root, type Scenario } from "./scenario.ts";

const [rebuilt, filled] = [2_000_000, 1_000_000];

/** Work on many rows: a rebuild of a table on SQLite beside the copy that it rests on, a backfill beside one UPDATE. */
export const rows: Scenario = {
  name: "rows on SQLite",
  async run({ folder, rounds }) {
    const rebuild = project(
      join(folder, "rebuild"),
      rebuilt,
      'await op.alterColumn("t", "name", { type: "varchar(100)" });',
      true,
    );
    const backfill = project(
      join(folder, "backfill"),
      filled,
      'await op.backfill({ table: "t", set: { name: "upper(name)" } });',
      false,
    );
    const alone = (name: string, at: string, sql: string): Contender => ({
      name,
      command: [process.execPath, join(import.meta.dirname, "statements.mjs"), "app.db", sql],
      folder: at,
      before: () => copyDatabase(at, "full.db", "app.db"),
    });
    const own = (name: string, at: string): Contender => ({
      name,
      command: mig("upgrade", "head", "--quiet", "--yes"),
      folder: at,
      before: () => copyDatabase(at, "full.db", "app.db"),
    });
    const contenders = [
      alone(
        "INSERT … SELECT",
        rebuild,
        "CREATE TABLE n (id integer PRIMARY KEY, name varchar(100), at integer); INSERT INTO n SELECT * FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t",
      ),
      own("mig: a rebuild of 2,000,000 rows", rebuild),
      alone("one UPDATE", backfill, "UPDATE t SET name = upper(name)"),
      own("mig: a backfill of 1,000,000 rows", backfill),
    ];
    const times = await interleave(contenders, Math.max(1, Math.floor(rounds / 5)));
    for (const at of [rebuild, backfill]) removeDatabase(at, "app.db");
    return [
      ...ratios(times, "mig: a rebuild of 2,000,000 rows", { "INSERT … SELECT": 1.05 }),
      ...ratios(times, "mig: a backfill of 1,000,000 rows", { "one UPDATE": 1 }),
    ];
  },
};

/** A project of one revision over a full database, which it makes too. */
function project(folder: string, count: number, call: string, inTransaction: boolean): string {
  mkdirSync(join(folder, "revisions"), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "dir");
  writeFileSync(
    join(folder, "migrate.config.ts"),
    'export default { dialect: "sqlite", url: "./app.db" };\n',
  );
  writeFileSync(
    join(folder, "revisions/000000000001_work.ts"),
    `export const revision = "000000000001";
export const downRevision = null;
export const transaction = ${inTransaction};

export async function upgrade(op) {
  ${call}
}

export async function downgrade() {}
`,
  );
  const database = new Database(join(folder, "full.db"));
  database.exec(
    `CREATE TABLE t (id integer PRIMARY KEY, name text, at integer);
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
     INSERT INTO t SELECT i, 'the name of row ' || i, i * 7 FROM n`,
  );
  database.close();
  return folder;
}
