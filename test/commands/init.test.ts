import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { init } from "../../src/commands/init.ts";
import { openProject } from "../../src/project/open-project.ts";
import { dialects, createProject } from "../support/project.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mig-init-"));
  return () => rmSync(folder, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const config = (): string => readFileSync(join(folder, "migrate.config.ts"), "utf8");

describe("a new configuration", () => {
  it("leaves to drizzle.config what that knows, and so holds no secret and loses no setting", async () => {
    process.env["SECRET_OF_A_TEST"] = "hunter2";
    onTestFinished(() => void delete process.env["SECRET_OF_A_TEST"]);
    write(
      "drizzle.config.ts",
      `import { defineConfig } from "drizzle-kit";
export default defineConfig({
  dialect: "postgresql",
  schema: ["./a.ts", "./b.ts"],
  casing: "snake_case",
  schemaFilter: ["public", "shop"],
  tablesFilter: ["!legacy_*"],
  dbCredentials: { host: "127.0.0.1", port: 1, user: "me", password: process.env.SECRET_OF_A_TEST!, database: "app" },
});`,
    );
    await init({ folder });
    expect(config()).not.toContain("hunter2");
    expect(config()).toContain("// What is not said here is read from drizzle.config.ts.");
    expect(config()).not.toMatch(/dialect|url|schema:/u);
    const { settings } = await openProject({ folder, env: {} });
    expect(settings).toMatchObject({
      dialect: "postgresql",
      schema: ["./a.ts", "./b.ts"],
      casing: "snake_case",
      schemaFilter: ["public", "shop"],
      tablesFilter: ["!legacy_*"],
      url: "postgres://me:hunter2@127.0.0.1:1/app",
      revisions: ["./revisions"],
    });
  });

  it("is made beside a drizzle.config that cannot be read without its environment", async () => {
    write(
      "drizzle.config.ts",
      `const url = process.env.NO_SUCH_VARIABLE;
if (!url) throw new Error("NO_SUCH_VARIABLE is missing");
export default { dialect: "postgresql", schema: "./a.ts", dbCredentials: { url } };`,
    );
    expect((await init({ folder })).written).toContain("migrate.config.ts");
    expect(config()).not.toMatch(/dialect|url|schema:/u);
    await expect(openProject({ folder, env: {} })).rejects.toMatchObject({
      message: expect.stringContaining("NO_SUCH_VARIABLE is missing"),
    });
  });

  it("takes a url with a password or a token from the environment, and says so", async () => {
    for (const url of ["postgres://me:hunter2@127.0.0.1:1/app", "libsql://db.example?authToken=hunter2"]) {
      rmSync(join(folder, "migrate.config.ts"), { force: true });
      const made = await init({ folder, url });
      expect(config()).not.toContain("hunter2");
      expect(made.next[0]).toBe("Set DATABASE_URL to the url of the database.");
    }
  });

  it("says the next steps, and notices a history of drizzle-kit", async () => {
    expect(await init({ folder })).toMatchObject({
      noticed: [],
      next: ['mig revision --autogenerate -m "first tables", then mig upgrade heads'],
    });
    rmSync(join(folder, "migrate.config.ts"));
    write("drizzle/meta/_journal.json", `{ "entries": [] }`);
    expect(await init({ folder })).toMatchObject({
      noticed: ["drizzle holds a history of drizzle-kit."],
      next: ["mig import drizzle"],
    });
  });
});

describe.each(dialects)("a new project over a database on %s", (dialect) => {
  it("notices an alembic_version and tables that no revision makes", async () => {
    const project = await createProject(dialect);
    onTestFinished(() => project.remove());
    await (
      await project.open()
    ).connected(({ connection }) => connection.query("CREATE TABLE users (id integer PRIMARY KEY)"));
    write("drizzle.config.json", JSON.stringify({ dialect, dbCredentials: { url: project.url } }));
    expect(await init({ folder })).toMatchObject({
      noticed: ["The database has 1 table that no revision makes."],
      next: ["mig pull", "mig revision --autogenerate --baseline -m baseline"],
    });
    rmSync(join(folder, "migrate.config.ts"));
    await (
      await project.open()
    ).connected(({ connection }) =>
      connection.query("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)"),
    );
    expect((await init({ folder })).noticed).toContain("The database has an alembic_version.");
  });
});
