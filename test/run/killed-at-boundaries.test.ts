import { describe, expect, it, onTestFinished } from "vitest";
import { current } from "../../src/commands/current.ts";
import { log } from "../../src/commands/log.ts";
import { everyNth, killings } from "../support/run-killed.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

/** Statements that no transaction holds, rows of its own that it loses again, and what changes nothing when repeated. */
const bodies = {
  postgresql: `export async function upgrade(op) {
  await op.execute("CREATE TABLE own (n integer)");
  await op.execute("INSERT INTO own SELECT generate_series(1, 100)");
  await op.execute("CREATE INDEX CONCURRENTLY first ON t (n)");
  await op.createIndex("t", { name: "second", columns: ["n", "m"], unique: true }, { concurrently: true });
  await op.execute("INSERT INTO marks VALUES ('a')");
  await op.execute("CREATE INDEX CONCURRENTLY IF NOT EXISTS third ON t ((n + 1)) WHERE m > 0");
  await op.execute("CREATE INDEX CONCURRENTLY ON t (m DESC)");
  await op.execute("DROP INDEX CONCURRENTLY old");
  await op.execute("REINDEX INDEX CONCURRENTLY first");
  await op.execute("VACUUM t");
  await op.execute("INSERT INTO marks VALUES ('b')");
  await op.dropTable("own");
}`,
  sqlite: `export async function upgrade(op) {
  await op.execute("CREATE TABLE own (n integer)");
  await op.execute("INSERT INTO own SELECT n FROM t");
  await op.execute("CREATE INDEX first ON t (n)");
  await op.execute("INSERT INTO marks VALUES ('a')");
  await op.execute("VACUUM");
  await op.alterColumn("t", "m", { type: "text" });
  await op.execute("PRAGMA user_version = 7");
  await op.execute("INSERT INTO marks VALUES ('b')");
  await op.dropTable("own");
}`,
};
const indexes = {
  postgresql: `SELECT pg_get_indexdef(indexrelid) || ' ' || indisvalid AS text FROM pg_index
    WHERE indrelid = 't'::regclass ORDER BY 1`,
  sqlite:
    "SELECT name || ' ' || sql AS text FROM sqlite_schema WHERE tbl_name = 't' AND type = 'index' ORDER BY 1",
};

describe.each(dialects)("an upgrade on %s that is killed at each of its calls", (dialect) => {
  const made = async (): Promise<Project> => {
    const project = await createProject(dialect);
    onTestFinished(() => project.remove());
    project.revision(
      "a",
      null,
      `export async function upgrade(op) {
  await op.createTable({ name: "t", columns: [{ name: "n", type: "integer" }, { name: "m", type: "integer" }] });
  await op.createTable({ name: "marks", columns: [{ name: "mark", type: "text" }] });
  await op.createIndex("t", { name: "old", columns: ["m"] });
  await op.execute("INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)");
}`,
    );
    project.revision("b", "a", bodies[dialect], "export const transaction = false;");
    project.revision(
      "c",
      "b",
      `export async function upgrade(op) { await op.execute("INSERT INTO marks VALUES ('c')"); }`,
    );
    return project;
  };
  /** All that can be seen of how it went. */
  const outcome = async (project: Project): Promise<object> => {
    const mig = await project.open();
    const { entries } = await log(mig);
    return mig.connected(async ({ connection }) => ({
      heads: (await current(mig)).heads,
      marks: (await connection.query("SELECT mark FROM marks ORDER BY mark")).map(({ mark }) => mark),
      indexes: (await connection.query(saidInSql(indexes[dialect]))).map(({ text }) => text),
      applied: entries.filter(({ status }) => status === "applied").map(({ revision }) => revision),
      open: entries.filter(({ status }) => status === "running"),
    }));
  };

  it.each(dialect === "sqlite" ? (["before"] as const) : (["before", "during"] as const))(
    "comes to the same end when it is run again: killed %s it",
    { timeout: 900_000 },
    async (mode) => {
      const { calls, failures } = await killings({ made, outcome, mode, places: everyNth(7) });
      expect(calls).toBeGreaterThan(40);
      expect(failures).toEqual([]);
    },
  );
});
