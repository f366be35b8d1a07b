import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adopt } from "../../src/commands/adopt.ts";
import { saidInSql } from "../../src/dialects/sql.ts";
import { createProject, type Project } from "../support/project.ts";

/** What a scratch database is tried on must be run there as a run does it on the database itself. */
describe("a scratch database", () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject("postgresql");
  });
  afterEach(() => project.remove());

  const upgradeOf = (...calls: readonly string[]): string =>
    `export async function upgrade(op) {\n${calls.map((call) => `  await ${call};\n`).join("")}}\nexport async function downgrade() {}\n`;
  const byHand = async (...statements: readonly string[]): Promise<void> =>
    (await project.open()).connected(async ({ connection }) => {
      for (const statement of statements) await connection.query(saidInSql(statement));
    });

  it("keeps the path of the database over the steps that are run there", async () => {
    const database = await (
      await project.open()
    ).connected(async ({ connection }) => connection.query("SELECT current_database() AS name"));
    await byHand(`ALTER DATABASE ${String(database[0]?.["name"])} SET search_path = public, lent`);
    const kinds = "CREATE TYPE lent.kinds AS ENUM ('x')";
    const person = "CREATE TABLE person (kind kinds)";
    project.revision("a", null, upgradeOf(`op.createSchema("lent")`, `op.execute("${kinds}", "")`));
    project.revision("b", "a", upgradeOf(`op.execute("${person}", "")`));
    await byHand("CREATE SCHEMA lent", kinds, person);
    const mig = await project.open({ schemaFilter: ["lent", "public"] });
    expect(await adopt(mig, { dryRun: true })).toMatchObject({ state: "found", heads: ["b"], by: "replay" });
  });
});
