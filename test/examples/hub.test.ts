import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { check } from "../../src/commands/check.ts";
import { migrate } from "../../src/commands/migrate.ts";
import { openProject } from "../../src/project/open-project.ts";
import { installExample, type Ended, type Example } from "../support/example.ts";
import { dialects } from "../support/project.ts";
import { handMade } from "./hub-scripts.ts";

const all = ["000", "001", "002", "003", "004", "005", "006", "007", "008"];
const agreed = { MIG_CONFIRM_BREAKING: "true" };

describe.each(dialects)("the hub on %s", (dialect) => {
  const schema = dialect === "sqlite" ? "./schema.ts" : "./schema.postgres.ts";
  let hub: Example;
  beforeEach(async () => {
    hub = await installExample("hub", dialect);
  });
  afterEach(() => hub.remove());

  const serve = (env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    hub.start("server", env, "listens on");
  const run = ({ stdout }: Ended): string[] =>
    [...stdout.matchAll(/^Running upgrade .*-> (\w+),/gmu)].map((match) => match[1] ?? "");
  const made = async (scripts: number): Promise<void> => {
    await hub.script(handMade(dialect).slice(0, scripts).join("\n"));
  };
  const matches = async (): Promise<void> => {
    expect(await hub.mig("check")).toMatchObject({ code: 0, stderr: "" });
  };
  const journal = (): Promise<unknown> =>
    hub.rows("SELECT revision, direction, status FROM mig_journal ORDER BY id");

  it("makes a fresh database at the first start, asking nothing, and does nothing at the second", async () => {
    const first = await serve();
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(run(first)).toEqual(all);
    expect((await serve()).stdout).toMatch(/^Nothing to migrate\. .*\nThe hub listens on \d+\.\n$/u);
    await matches();
  });

  it.each(all.slice(0, 8).map((revision, index) => [revision, index + 1] as const))(
    "goes on from %s where the hand-made scripts stopped there",
    async (revision, scripts) => {
      await made(scripts);
      // As server.ts does; without a process of its own for each of these states.
      const lines: string[] = [];
      const say = (text: string): void => void lines.push(text);
      const settings = { url: hub.url, revisions: "./revisions", schema };
      const result = await migrate({
        ...settings,
        folder: hub.folder,
        adopt: true,
        env: agreed,
        logger: { info: say, warn: say, error: say },
      });
      expect(lines).toContain(`Adopted: the database stands at ${revision}.`);
      expect(result.steps.map((step) => step.revision)).toEqual(all.slice(scripts));
      expect(await check(await openProject({ config: settings, folder: hub.folder, env: {} }))).toMatchObject(
        {
          ok: true,
          operations: [],
        },
      );
      expect(await hub.rows('SELECT id, username, full_name FROM "user" ORDER BY id')).toEqual([
        { id: 1, username: "ada", full_name: null },
        { id: 2, username: "bob", full_name: null },
        { id: 3, username: "lab", full_name: "The Lab" },
        { id: 4, username: "club", full_name: null },
      ]);
      expect(
        (await hub.rows("SELECT full_id, owner_id, used_bytes FROM repository ORDER BY id")).map((row) =>
          Object.values(row).map(String),
        ),
      ).toEqual([
        ["ada/mine", "1", "40"],
        ["lab/ours", "3", "2"],
      ]);
      expect(await hub.rows("SELECT repository_id, owner_id, path_in_repo FROM file ORDER BY id")).toEqual([
        { repository_id: 1, owner_id: 1, path_in_repo: "a.bin" },
        { repository_id: 2, owner_id: 3, path_in_repo: "b.bin" },
      ]);
      expect(await hub.rows('SELECT "user", organization FROM userorganization ORDER BY id')).toEqual([
        { user: 1, organization: 3 },
        { user: 2, organization: 4 },
      ]);
      await hub.script(`INSERT INTO "user" (username) VALUES ('eve')`);
      expect(await hub.rows(`SELECT id FROM "user" WHERE username = 'eve'`)).toEqual([{ id: 5 }]);
    },
  );

  it("does nothing where all of it was there already", async () => {
    await serve();
    await hub.script("DROP TABLE mig_version; DROP TABLE mig_journal");
    const started = await serve();
    expect(started.stdout).toContain("Adopted: the database stands at 008.");
    expect(run(started)).toEqual([]);
    expect(await journal()).toEqual([{ revision: "008", direction: "adopt", status: "applied" }]);
  });

  it("stops before the breaking step until somebody agrees, and goes back only by the backup", async () => {
    await made(6);
    const refused = await serve({ MIG_BACKUP: "true" });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      "008 (merge organisations into users, with foreign keys): organisations become",
    );
    expect(await hub.rows("SELECT name FROM organization ORDER BY id")).toHaveLength(2);

    expect(run(await serve({ ...agreed, MIG_BACKUP: "true" }))).toEqual(["006", "007", "008"]);
    const back = await hub.mig("downgrade", "-1", "--yes");
    expect(back).toMatchObject({ code: 1, stderr: expect.stringContaining("downgrade") });
    expect(await hub.mig("restore", "--yes")).toMatchObject({ code: 0, stderr: "" });
    expect(await hub.rows("SELECT name FROM organization ORDER BY id")).toEqual([
      { name: "lab" },
      { name: "club" },
    ]);
    expect(JSON.parse((await hub.mig("current", "--json")).stdout)).toMatchObject({ heads: ["005"] });
  });

  it("refuses a mix of old and new tables, and says what to do with each", async () => {
    await made(8);
    await hub.script('ALTER TABLE "file" ADD COLUMN repository_id INTEGER; DROP TABLE "invitation"');
    const started = await serve(agreed);
    expect(started.code).toBe(1);
    expect(started.stderr).toContain("column file.repository_id is unexpected, made by 008");
    expect(started.stderr).toContain("table invitation is missing, made by 005");
    const shown = await hub.mig("adopt", "--dry-run");
    expect(shown.code).toBe(3);
    expect(JSON.parse((await hub.mig("current", "--json")).stdout)).toMatchObject({ heads: [] });
  });

  it("starts many times at once, and one instance runs each step", async () => {
    await made(3);
    const started = await Promise.all(Array.from({ length: 4 }, () => serve(agreed)));
    expect(started.map(({ code, stderr }) => `${code}${stderr}`)).toEqual(["0", "0", "0", "0"]);
    expect(started.flatMap(run)).toEqual(all.slice(3));
    expect(await hub.rows('SELECT id FROM "user"')).toHaveLength(4);
  });

  it("takes up the next revision that somebody writes", async () => {
    await serve();
    const written = await hub.mig("revision", "-m", "add tokens", "--rev-id", "009");
    expect(written).toMatchObject({ code: 0 });
    const path = readdirSync(join(hub.folder, "revisions")).find((name) => name.startsWith("009")) ?? "";
    writeFileSync(
      join(hub.folder, "revisions", path),
      `/** add tokens */
export const revision = "009";
export const downRevision = "008";
export async function upgrade(op) { await op.addColumn("user", { name: "token", type: "text" }); }
`,
    );
    expect(run(await serve())).toEqual(["009"]);
  });
});
