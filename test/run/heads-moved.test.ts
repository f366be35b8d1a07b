import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { current } from "../../src/commands/current.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createProject, dialects, type Project } from "../support/project.ts";

interface Meddling {
  readonly what: string;
  /** Where the database stands, and the step from there. */
  readonly from: readonly string[];
  readonly to: string;
  readonly direction: "up" | "down";
  /** What the step does to the version table, as another runner would. */
  readonly sql: string;
  /** The rows afterwards when the step's statements stand by themselves. */
  readonly left: readonly string[];
}

const meddlings: readonly Meddling[] = [
  {
    what: "changed",
    from: ["b"],
    to: "c",
    direction: "up",
    sql: "UPDATE mig_version SET version_num = 'a'",
    left: ["a"],
  },
  { what: "taken away", from: ["b"], to: "c", direction: "up", sql: "DELETE FROM mig_version", left: [] },
  {
    what: "taken away that a merge takes",
    from: ["l", "r"],
    to: "m",
    direction: "up",
    sql: "DELETE FROM mig_version WHERE version_num = 'r'",
    left: ["l"],
  },
  {
    what: "taken away that a step down takes",
    from: ["a"],
    to: "base",
    direction: "down",
    sql: "DELETE FROM mig_version",
    left: [],
  },
  {
    what: "added that a branch adds",
    from: ["l"],
    to: "r",
    direction: "up",
    sql: "INSERT INTO mig_version VALUES ('r')",
    left: ["l", "r"],
  },
];

describe.each(dialects)("a row of the version table that is moved during a step on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
  });
  afterEach(() => project.remove());

  const run = async ({ from, to, direction, sql }: Meddling, transaction: boolean): Promise<unknown> => {
    const header = transaction ? "" : "export const transaction = false;";
    const quiet = "export async function upgrade() {}\nexport async function downgrade() {}";
    const act = `(op) {
  await op.execute("CREATE TABLE effect (id integer)");
  if (globalThis.meddles === true) await op.execute(${JSON.stringify(sql)});
}`;
    const body = (id: string): string =>
      id === (direction === "up" ? to : from[0])
        ? `export async function upgrade${direction === "up" ? act : "() {}"}\nexport async function downgrade${direction === "up" ? "() {}" : act}`
        : quiet;
    for (const [id, down] of [
      ["a", null],
      ["b", "a"],
      ["c", "b"],
      ["l", "a"],
      ["r", "a"],
      ["m", ["l", "r"]],
    ] as const)
      project.revision(id, down, body(id), header);
    Object.assign(globalThis, { meddles: true });
    for (const id of from) await upgrade(await project.open(), { target: id });
    const mig = await project.open({ confirmBreaking: true });
    return direction === "up" ? upgrade(mig, { target: to }) : downgrade(mig, { target: to });
  };
  const effects = async (): Promise<number> =>
    (await project.open()).connected(async ({ connection }) => {
      const found = await connection.query(
        dialect === "sqlite"
          ? "SELECT name FROM sqlite_schema WHERE name = 'effect'"
          : "SELECT tablename FROM pg_tables WHERE tablename = 'effect'",
      );
      return found.length;
    });

  it.each(meddlings)("is noticed when it is $what, and the step rolled back", async (meddling) => {
    const failure = meddling.sql.startsWith("INSERT") ? {} : { details: { innerCode: "heads-moved" } };
    await expect(run(meddling, true)).rejects.toMatchObject({ code: "step-failed", ...failure });
    expect((await current(await project.open())).heads).toEqual(meddling.from);
    expect(await effects()).toBe(0);
    expect((await log(await project.open())).entries.at(-1)?.status).toBe("errored");
  });

  it.each(meddlings)("is noticed when it is $what, without a transaction too", async (meddling) => {
    await expect(run(meddling, false)).rejects.toMatchObject({ code: "step-failed" });
    const rows = await (
      await project.open()
    ).connected(({ connection }) =>
      connection.query("SELECT version_num FROM mig_version ORDER BY version_num"),
    );
    expect(rows.map((row) => row["version_num"])).toEqual(meddling.left);
    expect((await log(await project.open())).entries.at(-1)?.status).toBe("errored");
  });
});
