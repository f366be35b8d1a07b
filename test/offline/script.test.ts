import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { statementsOf } from "../../src/core/sql/statements.ts";
import { current } from "../../src/commands/current.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { stamp } from "../../src/commands/stamp.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { Environment } from "../../src/project/environment.ts";
import { catalogue } from "../support/catalogue.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

const example = new URL("../..", import.meta.url).pathname;

describe.each(dialects)("a script for %s", (dialect) => {
  let live: Project;
  let scripted: Project;
  beforeEach(async () => {
    live = await createProject(dialect);
    scripted = await createProject(dialect);
  });
  afterEach(async () => {
    await live.remove();
    await scripted.remove();
  });

  const open = (project: Project): Promise<Environment> =>
    project.open({ revisions: `${example}/revisions`, confirmBreaking: true });
  const run = async (environment: Environment, sql = ""): Promise<void> => {
    const statements = statementsOf(sql, (await environment.dialect()).lexical);
    await environment.connected(async ({ connection }) => {
      for (const each of statements) await connection.query(saidInSql(each.sql));
    });
  };
  const facts = (environment: Environment): Promise<readonly string[]> =>
    environment.connected(async ({ connection }) =>
      (await catalogue(dialect, connection)).named.filter((fact) => !fact.includes("mig_journal")),
    );

  it("does what the run itself does, up and down, raw SQL and rebuilds included", async () => {
    const [there, here] = [await open(live), await open(scripted)];
    await upgrade(there, { target: "head" });
    await run(here, (await upgrade(here, { target: "head", sql: true })).sql);
    const sequences = (all: readonly string[]): readonly string[] =>
      all.filter((fact) => !fact.startsWith("sequence"));
    expect(sequences(await facts(here))).toEqual(sequences(await facts(there)));
    expect((await current(here)).atHead).toBe(true);

    await downgrade(there, { target: "3fa5d7e20b64" });
    await run(here, (await downgrade(here, { target: "head:3fa5d7e20b64", sql: true })).sql);
    expect(sequences(await facts(here))).toEqual(sequences(await facts(there)));
    expect((await current(here)).heads).toEqual((await current(there)).heads);
  });

  it("starts a range at its left side, and stamps", async () => {
    const here = await open(scripted);
    const first = await upgrade(here, { target: "1d2b60f49a83", sql: true });
    expect(first.sql).toContain("CREATE TABLE IF NOT EXISTS");
    const range = await upgrade(here, { target: "1d2b60f49a83:2e93c4d81f70", sql: true });
    expect(range.steps.map((step) => step.revision)).toEqual(["2e93c4d81f70"]);
    expect(range.sql).not.toContain("CREATE TABLE IF NOT EXISTS");
    await run(here, first.sql);
    await run(here, (await stamp(here, { targets: ["1d2b60f49a83:2e93c4d81f70"], sql: true })).sql);
    expect((await current(here)).heads).toEqual(["2e93c4d81f70"]);
  });
});
