import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Config } from "../../src/settings/config.ts";
import { sqliteUrl } from "../../src/dialects/sqlite/driver/url.ts";
import { urlOf } from "../../src/project/environment.ts";
import { findConfig } from "../../src/settings/find-config.ts";
import { settingsOf, type Settings } from "../../src/settings/settings.ts";

const settings = (config: Config, options: Parameters<typeof settingsOf>[2] = {}): Settings =>
  settingsOf(config, "migrate.config.ts", options);

describe("the settings", () => {
  it("have a default for everything but the database", () => {
    expect(settings({ url: "file:./app.db" })).toMatchObject({
      dialect: "sqlite",
      revisions: ["./revisions"],
      versionTable: "mig_version",
      journalTable: "mig_journal",
      fileTemplate: "{rev}_{slug}",
      timezone: "UTC",
      transaction: null,
      autoMigrate: true,
    });
  });

  it.each([
    ["postgres://localhost/app", "postgresql"],
    ["postgresql://localhost/app", "postgresql"],
    ["file:./app.db", "sqlite"],
    ["./app.sqlite3", "sqlite"],
    [":memory:", "sqlite"],
  ])("%s speaks of %s", (url, dialect) => {
    expect(settings({ url }).dialect).toBe(dialect);
  });

  it.each([
    ["./app.db", "/a%b c/app.db"],
    ["file:app.db", "/a%b c/app.db"],
    ["file:./app.db?mode=ro", "/a%b c/app.db"],
    ["file:x%20y.db?mode=ro", "/a%b c/x y.db"],
    ["file:/x/app.db?mode=ro", "/x/app.db"],
    ["/x/app.db", "/x/app.db"],
    ["file::memory:", ":memory:"],
    ["file:name?mode=memory", ":memory:"],
  ])("place a file of SQLite beside the configuration: %s", async (url, path) => {
    const placed = await urlOf(settings({ url, dialect: "sqlite" }, { root: "/a%b c" }));
    expect(sqliteUrl(placed)).toMatchObject({ path, readOnly: url.endsWith("mode=ro") });
  });

  it("are overridden by the environment, and that by flags", () => {
    const env = {
      MIG_URL: "file:env.db",
      MIG_REVISIONS: "a, b",
      MIG_LOCK_TIMEOUT: "5",
      MIG_AUTO_MIGRATE: "no",
      MIG_VERSION_TABLE: "",
    };
    const config: Config = { dialect: "sqlite", url: "file:file.db" };
    expect(settings(config, { env })).toMatchObject({
      url: "file:env.db",
      revisions: ["a", "b"],
      lockTimeout: 5,
      autoMigrate: false,
      versionTable: "mig_version",
    });
    expect(settings(config, { env, overrides: { url: "file:flag.db" } }).url).toBe("file:flag.db");
  });

  it("of several databases share what stands beside them", () => {
    const config: Config = {
      revisions: "./all",
      databases: {
        main: { url: "file:main.db" },
        audit: { url: "postgres://localhost/audit", revisions: "./audit" },
      },
    };
    expect(settings(config, { name: "main" })).toMatchObject({ url: "file:main.db", revisions: ["./all"] });
    expect(settings(config, { env: { MIG_NAME: "audit" } })).toMatchObject({
      dialect: "postgresql",
      revisions: ["./audit"],
    });
    expect(() => settings(config)).toThrow(/several databases.*main, audit/u);
    expect(() => settings(config, { name: "nope" })).toThrow(/no database named nope; known: main, audit/u);
    expect(() => settings({ url: "file:a.db" }, { name: "main" })).toThrow(/no database named main/u);
    expect(settings({ databases: { default: { url: "file:a.db" }, b: { url: "file:b.db" } } }).url).toBe(
      "file:a.db",
    );
  });

  it.each([{ roles: false }, { roles: { provider: "neon", include: ["editor"], exclude: [] } }, {}])(
    "take entities as %j",
    (entities) => {
      expect(settings({ dialect: "postgresql", entities } as Config).entities).toEqual(entities);
    },
  );

  it.each<[string, unknown, RegExp]>([
    ["an unknown setting", { dialect: "sqlite", shcema: "x" }, /no setting `shcema`/u],
    ["a misspelled one", { dialect: "sqlite", versiontable: "x" }, /did you mean `versionTable`/u],
    [
      "a wrong kind",
      { dialect: "sqlite", slugLength: "40" },
      /`slugLength` must be a whole number of 1 or more, not "40"/u,
    ],
    ["a slug of no letter", { dialect: "sqlite", slugLength: 0 }, /whole number of 1 or more, not 0/u],
    ["a name that is none", { dialect: "sqlite", versionTable: "" }, /`versionTable` must be a name/u],
    ["one table for two", { dialect: "sqlite", journalTable: "mig_version" }, /must be two tables/u],
    ["a list of the wrong things", { dialect: "sqlite", leave: ["x"] }, /, not \[ 'x' \]$/u],
    ["a secret that is not shown", { dialect: "sqlite", url: { password: "secret" } }, /, not an object$/u],
    ["no databases", { databases: {} }, /`databases` must be an object/u],
    [
      "databases that are none",
      { dialect: "sqlite", databases: { app: 5 } },
      /`databases` must be an object/u,
    ],
    [
      "a number below 0",
      { dialect: "sqlite", confirmAbove: -1 },
      /`confirmAbove` must be 0 or more, not -1/u,
    ],
    ["a wrong choice", { dialect: "mysql" }, /`dialect` must be one of "postgresql", "sqlite", not "mysql"/u],
    ["no dialect", { url: () => "x" }, /`dialect` is missing/u],
    [
      "a hook without a command",
      { dialect: "sqlite", postWriteHooks: [{ name: "x" }] },
      /`postWriteHooks` must be a list/u,
    ],
    ...(
      [
        ["entities that are no object", true],
        ["entities other than roles", { rolse: true }],
        ["roles that are a name", { roles: "editor" }],
        ["a provider that nobody knows", { roles: { provider: "heroku" } }],
        ["a role to include that is no list", { roles: { include: "editor" } }],
        ["roles to exclude that are no names", { roles: { exclude: [1] } }],
        ["what roles do not have", { roles: { only: ["editor"] } }],
      ] as const
    ).map(([title, entities]): [string, unknown, RegExp] => [
      title,
      { dialect: "postgresql", entities },
      /`entities` must be \{ roles: true \}, or \{ roles: \{ provider/u,
    ]),
  ])("refuse %s", (_, config, message) => {
    expect(() => settings(config as Config)).toThrow(message);
  });

  const mine = (): never => {
    throw new Error("mine");
  };
  it.each<[string, Config, (found: ReturnType<typeof settings>) => unknown]>([
    ["include", { include: mine }, ({ include }) => include?.({} as never)],
    ["compareType", { compareType: mine }, ({ compareType }) => (compareType as () => unknown)()],
    [
      "compareServerDefault",
      { compareServerDefault: () => "x" } as never,
      ({ compareServerDefault }) => (compareServerDefault as () => unknown)(),
    ],
    [
      "comparators",
      { comparators: [async () => mine()] },
      ({ comparators }) => comparators[0]?.({} as never),
    ],
    [
      "comparators",
      { comparators: [async () => 5] } as never,
      ({ comparators }) => comparators[0]?.({} as never),
    ],
    ["rewrite", { rewrite: [() => [5]] } as never, ({ rewrite }) => rewrite[0]?.([])],
    ["rewrite", { rewrite: [() => undefined] } as never, ({ rewrite }) => rewrite[0]?.([])],
  ])("name the function that fails: %s", async (setting, config, call) => {
    const found = settings({ dialect: "sqlite", ...config });
    await expect((async () => call(found))()).rejects.toMatchObject({
      code: "setting-failed",
      details: { setting },
    });
  });

  it("name every fault at once", () => {
    expect(() => settings({ dialect: "x", slugLength: -1 } as unknown as Config)).toThrow(
      /dialect[\s\S]*slugLength/u,
    );
  });

  it("refuse a variable that says nothing sensible", () => {
    expect(() => settings({ dialect: "sqlite" }, { env: { MIG_LOCK_TIMEOUT: "soon" } })).toThrow(
      /MIG_LOCK_TIMEOUT must be a number/u,
    );
    expect(() => settings({ dialect: "sqlite" }, { env: { MIG_RECURSIVE: "maybe" } })).toThrow(
      /MIG_RECURSIVE must be true or false/u,
    );
  });
});

describe("the configuration file", () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "mig-config-")));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it("is read without being run where it is plain data", async () => {
    write(
      "migrate.config.ts",
      `import { defineConfig } from "a-package-that-is-not-there";
export default defineConfig({ dialect: "sqlite", url: \`file:./app.db\`, revisions: ["a", 'b'], recursive: true, slugLength: 12 });`,
    );
    expect((await findConfig(folder, null)).config).toEqual({
      dialect: "sqlite",
      url: "file:./app.db",
      revisions: ["a", "b"],
      recursive: true,
      slugLength: 12,
    });
  });

  it("is run where it is code", async () => {
    write(
      "migrate.config.ts",
      `const dialect: string = "sqlite";\nexport default { dialect, url: () => "file:./x.db" };`,
    );
    const { config } = await findConfig(folder, null);
    expect(config.dialect).toBe("sqlite");
    expect(typeof config.url).toBe("function");
  });

  it("may be plain JavaScript or JSON, and may be named", async () => {
    const path = write("other.json", `{ "dialect": "sqlite" }`);
    write("migrate.config.mjs", `export default { dialect: "postgresql" };`);
    expect((await findConfig(folder, null)).config.dialect).toBe("postgresql");
    expect((await findConfig(folder, path)).config.dialect).toBe("sqlite");
  });

  it("is a drizzle.config where there is no other, for what that knows", async () => {
    write(
      "drizzle.config.ts",
      `export default { dialect: "postgresql", schema: ["./a.ts"], out: "./drizzle", casing: "snake_case",
  dbCredentials: { host: "db", port: 5433, user: "me", password: "p@ss", database: "app", ssl: true } };`,
    );
    expect((await findConfig(folder, null)).config).toEqual({
      dialect: "postgresql",
      schema: ["./a.ts"],
      casing: "snake_case",
      url: "postgres://me:p%40ss@db:5433/app?sslmode=require",
    });
  });

  it("is missed with a hint, and refused when it exports nothing of use", async () => {
    await expect(findConfig(folder, null)).rejects.toMatchObject({ code: "no-config", exitCode: 2 });
    write("migrate.config.ts", `export default 42;`);
    await expect(findConfig(folder, null)).rejects.toMatchObject({ code: "bad-config" });
    write("migrate.config.ts", `throw new Error("no luck");\nexport default {};`);
    write(
      "migrate.config.ts",
      `const x: number = (() => { throw new Error("no luck"); })();\nexport default { dialect: x };`,
    );
    await expect(findConfig(folder, null)).rejects.toMatchObject({
      code: "module-failed",
      message: expect.stringContaining("no luck"),
    });
  });
});
