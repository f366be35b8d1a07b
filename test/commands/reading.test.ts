import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { backups } from "../../src/commands/restore.ts";
import { check } from "../../src/commands/check.ts";
import { current } from "../../src/commands/current.ts";
import { diff } from "../../src/commands/diff.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { history } from "../../src/commands/history.ts";
import { log } from "../../src/commands/log.ts";
import { show } from "../../src/commands/show.ts";
import { stamp } from "../../src/commands/stamp.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { Environment } from "../../src/project/environment.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { createDrizzleProject } from "../support/scenario.ts";

const questions: Readonly<Record<string, (mig: Environment) => Promise<unknown>>> = {
  current: async (mig) => expect(await current(mig)).toMatchObject({ heads: [], atHead: false }),
  log: async (mig) => expect(await log(mig)).toEqual({ entries: [] }),
  backups: async (mig) => expect(await backups(mig)).toEqual({ backups: [] }),
  "history -i": async (mig) => {
    const { revisions } = await history(mig, { indicateCurrent: true });
    expect(revisions.map(({ flags }) => flags)).toEqual([["head", "base"]]);
  },
  "show current": async (mig) => expect(await show(mig, { revision: "current" })).toEqual({ revisions: [] }),
  "upgrade --dry-run": async (mig) =>
    expect(await upgrade(mig, { target: "head", dryRun: true })).toMatchObject({ from: [], to: ["a"] }),
  "downgrade --dry-run": async (mig) =>
    expect(await downgrade(mig, { target: "base", dryRun: true })).toMatchObject({ from: [], steps: [] }),
  "stamp --dry-run": async (mig) =>
    expect(await stamp(mig, { targets: ["a"], dryRun: true })).toMatchObject({ from: [], to: ["a"] }),
  check: async (mig) =>
    expect(await check(mig)).toMatchObject({ pending: ["a"], operations: [{ kind: "createTable" }] }),
  diff: async (mig) => expect((await diff(mig)).changes).toHaveLength(1),
};

describe.each(dialects)("a database that nobody has written to, on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createDrizzleProject(dialect);
    const core = dialect === "sqlite" ? "sqlite" : "pg";
    project.write(
      "schema.ts",
      `import { ${core}Table, text } from "drizzle-orm/${core}-core";\nexport const notes = ${core}Table("notes", { body: text() });\n`,
    );
    project.revision("a", null);
  });
  afterEach(() => project.remove());

  it.each(Object.keys(questions))("answers mig %s and is left as it was", async (name) => {
    await questions[name]?.(await project.open({ schema: "schema.ts" }));
    if (dialect === "sqlite") expect(readdirSync(dirname(project.url.replace("file:", "")))).toEqual([]);
    else expect(await tables(await project.open())).toEqual([]);
  });
});

it("of a step are told in the same form of time by every database", async () => {
  for (const dialect of dialects) {
    const project = await createProject(dialect);
    onTestFinished(() => project.remove());
    project.revision("a", null);
    await upgrade(await project.open(), { target: "heads" });
    const [entry] = (await log(await project.open())).entries;
    for (const time of [entry?.startedAt, entry?.finishedAt])
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u);
  }
});

it("without a url is refused as such, also where a function gives none", async () => {
  const project = await createProject("postgresql");
  onTestFinished(() => project.remove());
  await expect(current(await project.open({ url: () => undefined }))).rejects.toMatchObject({
    code: "no-url",
  });
});

function tables(mig: Environment): Promise<readonly unknown[]> {
  return mig.connected(({ connection }) =>
    connection.query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"),
  );
}
