import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stepsTo } from "../../src/core/graph/steps-to.ts";
import { make } from "../../src/core/operations/make.ts";
import type { Operation } from "../../src/core/operations/operations.ts";
import { proveSquash } from "../../src/squash/proof.ts";
import { withEngine } from "../../src/workbench/with-engine.ts";
import { createProject, dialects, type Project } from "../support/project.ts";

describe.each(dialects)("the proof of a squash on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
    project.revision(
      "a",
      null,
      `export async function upgrade(op) {
  await op.createTable({ name: "t", columns: [{ name: "n", type: "integer" }] });
}
export async function downgrade(op) { await op.dropTable("t"); }`,
    );
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) { await op.bulkInsert("t", [{ n: 1 }, { n: 2 }]); }
export async function downgrade(op) { await op.execute("DELETE FROM t"); }`,
    );
  });
  afterEach(() => project.remove());

  const table = make.createTable({ name: "t", columns: [{ name: "n", type: "integer" }] });
  const rows = (...ns: readonly number[]): Operation =>
    make.bulkInsert(
      "t",
      ns.map((n) => ({ n })),
    );

  it.each<[what: string, up: readonly Operation[], down: readonly Operation[], differences: RegExp | null]>([
    ["the same", [table, rows(1, 2)], [make.dropTable("t")], null],
    [
      "another structure",
      [table, rows(1, 2), make.addColumn("t", { name: "more", type: "text" })],
      [make.dropTable("t")],
      /drop column t\.more/u,
    ],
    ["fewer rows", [table, rows(1)], [make.dropTable("t")], /t has 1 row, not 2/u],
    [
      "a way back to something else",
      [table, rows(1, 2)],
      [make.addColumn("t", { name: "more", type: "text" })],
      /drop table t/u,
    ],
    ["a way that fails", [table, table, rows(1, 2)], [make.dropTable("t")], /\bt\b/u],
  ])("looks at where both lead: %s", async (_, upgrade, downgrade, differences) => {
    const environment = await project.open();
    const proven = withEngine(environment, (database) =>
      proveSquash(
        environment,
        database,
        { before: [], replaced: stepsTo(environment.scripts().graph, ["b"]) },
        {
          upgrade,
          downgrade: downgrade.map((operation) => ({ operation, notes: [] })),
          transaction: true,
          kept: 0,
        },
      ),
    );
    if (differences === null) await expect(proven).resolves.toBeUndefined();
    else
      await expect(proven).rejects.toMatchObject({
        code: "squash-unequal",
        message: expect.stringMatching(differences) as string,
      });
  });
});
