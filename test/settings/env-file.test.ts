import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openProject } from "../../src/project/open-project.ts";

describe("a .env file", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mig-env-"));
    mkdirSync(join(folder, "apps/web"), { recursive: true });
    write("apps/web/migrate.config.ts", 'export default { dialect: "sqlite", url: "file:./a.db" };\n');
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);

  const cases: [
    title: string,
    files: Record<string, string>,
    given: { env?: Record<string, string>; file?: string | boolean },
    wanted: string | undefined,
  ][] = [
    ["is read beside the configuration", { "apps/web/.env": "A=here" }, {}, "here"],
    ["is found above it", { ".env": 'export A="above" # why' }, {}, "above"],
    ["is the nearest one alone", { ".env": "A=above", "apps/web/.env": "B=here" }, {}, undefined],
    ["never overrides", { "apps/web/.env": "A=here" }, { env: { A: "real" } }, "real"],
    ["does not override what is empty", { "apps/web/.env": "A=here" }, { env: { A: "" } }, ""],
    ["is not read when it is turned off", { "apps/web/.env": "A=here" }, { file: false }, undefined],
    [
      "is not read when the environment turns it off",
      { "apps/web/.env": "A=here" },
      { env: { MIG_ENV_FILE: "false" } },
      undefined,
    ],
    [
      "may be named",
      { "apps/web/.env": "A=here", "apps/web/.env.test": "A=test" },
      { file: ".env.test" },
      "test",
    ],
    [
      "may be named by the environment",
      { "apps/web/.env": "A=here", ".env.ci": "A=ci" },
      { env: { MIG_ENV_FILE: "../../.env.ci" } },
      "ci",
    ],
    [
      "is named by an option before the environment",
      { ".env.ci": "A=ci", "apps/web/.env.test": "A=test" },
      { env: { MIG_ENV_FILE: "../../.env.ci" }, file: ".env.test" },
      "test",
    ],
  ];
  it.each(cases)("%s", async (_title, files, { env = {}, file = true }, wanted) => {
    for (const [path, text] of Object.entries(files)) write(path, `${text}\n`);
    const variables = { ...env };
    await openProject({ folder: join(folder, "apps/web"), env: variables, envFile: file });
    expect((variables as Record<string, string>)["A"]).toBe(wanted);
  });

  it("holds for the settings that variables give", async () => {
    write(".env", "MIG_VERSION_TABLE=alembic_version\n");
    const open = { folder: join(folder, "apps/web"), env: {} };
    expect((await openProject({ ...open, envFile: true })).settings.versionTable).toBe("alembic_version");
    expect((await openProject({ ...open, env: {} })).settings.versionTable).toBe("mig_version");
  });

  it("that is named must be there", async () => {
    await expect(
      openProject({ folder: join(folder, "apps/web"), env: {}, envFile: ".env.gone" }),
    ).rejects.toMatchObject({ code: "no-env-file", exitCode: 2 });
  });
});
