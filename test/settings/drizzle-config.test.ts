import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { openProject } from "../../src/project/open-project.ts";
import { findConfig } from "../../src/settings/find-config.ts";
import { urlOf } from "../../src/project/environment.ts";
import type { Event } from "../../src/settings/events.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mig-kit-"));
  return () => rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, value: object | string): void =>
  writeFileSync(
    join(folder, name),
    typeof value === "string" ? value : `export default ${JSON.stringify(value)};`,
  );

describe("the credentials of a drizzle.config", () => {
  const server = { host: "db", database: "app" };
  it.each([
    [{ url: "postgres://me@db/app" }, { url: "postgres://me@db/app" }],
    [
      { url: "postgres://me@db/app?a=1", ssl: "verify-full" },
      { url: "postgres://me@db/app?a=1&sslmode=verify-full" },
    ],
    [{ url: "postgres://db/app?sslmode=disable", ssl: true }, { url: "postgres://db/app?sslmode=disable" }],
    [server, { url: "postgres://db/app" }],
    [
      { ...server, port: 5433, user: "m/e", password: "p@s%s:", ssl: "require" },
      { url: "postgres://m%2Fe:p%40s%25s%3A@db:5433/app?sslmode=require" },
    ],
    [{ ...server, ssl: true }, { url: "postgres://db/app?sslmode=require" }],
    [{ ...server, ssl: false }, { url: "postgres://db/app?sslmode=disable" }],
    [
      { ...server, ssl: { rejectUnauthorized: false, ca: "…" } },
      { url: "postgres://db/app", ssl: { rejectUnauthorized: false, ca: "…" } },
    ],
    [{ host: "db", database: "50% #1?" }, { url: "postgres://db/50%25%20%231%3F" }],
    [{ host: "::1", database: "a b" }, { url: "postgres://[::1]/a%20b" }],
    [
      { host: "/var/run/postgresql", database: "app" },
      { url: "postgres://localhost/app?host=%2Fvar%2Frun%2Fpostgresql" },
    ],
  ])("%j on PostgreSQL are %j", async (dbCredentials, known) => {
    write("drizzle.config.ts", { dialect: "postgresql", dbCredentials });
    expect((await findConfig(folder, null)).config).toEqual({ dialect: "postgresql", ...known });
  });

  it.each([
    [{ dialect: "sqlite", dbCredentials: { url: "./app.db" } }, { url: "./app.db" }],
    [
      { dialect: "turso", dbCredentials: { url: "libsql://db.example", authToken: "a/b" } },
      { url: "libsql://db.example?authToken=a%2Fb" },
    ],
    [{ dialect: "turso", dbCredentials: { url: "file:./app.db" } }, { url: "file:./app.db" }],
    [
      { dialect: "turso", dbCredentials: { url: "file:./app.db", authToken: "secret" } },
      { url: "file:./app.db" },
    ],
  ])("%j on SQLite are %j", async (kit, known) => {
    write("drizzle.config.ts", kit);
    expect((await findConfig(folder, null)).config).toEqual({ dialect: "sqlite", ...known });
  });

  it.each([
    ["./pgdata", "pglite:./pgdata"],
    ["file:///data/pg", "pglite:/data/pg"],
    ["memory://", "memory:"],
  ])("of PGlite, %s, are %s", async (url, known) => {
    write("drizzle.config.ts", { dialect: "postgresql", driver: "pglite", dbCredentials: { url } });
    expect((await findConfig(folder, null)).config.url).toBe(known);
  });

  it.each(["d1-http", "expo", "durable-sqlite", "sqlite-cloud", "aws-data-api"])(
    "of the driver %s are refused by name where a url is asked for, and by then only",
    async (driver) => {
      const dialect = driver === "aws-data-api" ? "postgresql" : "sqlite";
      write("drizzle.config.ts", { dialect, driver, dbCredentials: { token: "hunter2" } });
      const { settings } = await openProject({ folder, env: {} });
      await expect(urlOf(settings)).rejects.toMatchObject({
        code: "unserved-driver",
        message: expect.stringContaining(driver),
        hint: expect.stringContaining("url"),
      });
      const other = await openProject({ folder, env: { MIG_URL: "file:./app.db" } });
      expect(await urlOf(other.settings)).toContain("app.db");
    },
  );

  it.each(["mysql", "singlestore", "gel"])("of %s are refused by name", async (dialect) => {
    write("drizzle.config.ts", { dialect });
    await expect(findConfig(folder, null)).rejects.toMatchObject({
      code: "unserved-dialect",
      message: expect.stringContaining(dialect),
    });
  });
});

describe("a drizzle.config beside a migrate.config", () => {
  it("says what that does not, whatever its name and without drizzle-kit", async () => {
    write("migrate.config.ts", { revisions: "./mine", casing: "camelCase" });
    write(
      "drizzle.config.ts",
      `import { defineConfig } from "drizzle-kit";
export default defineConfig({ dialect: "sqlite" as const, schema: "./a.ts", casing: "snake_case",
  extensionsFilters: ["postgis"], entities: { roles: true }, out: "./elsewhere" });`,
    );
    const { settings } = await openProject({ folder, env: {} });
    expect(settings).toMatchObject({
      dialect: "sqlite",
      schema: ["./a.ts"],
      casing: "camelCase",
      revisions: ["./mine"],
      entities: { roles: true },
    });
    write("drizzle-prod.config.ts", {
      dialect: "postgresql",
      out: "x",
      dbCredentials: { url: "postgres://p/q" },
    });
    expect((await findConfig(folder, join(folder, "drizzle-prod.config.ts"))).config.url).toBe(
      "postgres://p/q",
    );
  });

  it("is passed by where it is for another database", async () => {
    write("migrate.config.ts", { url: "file:./app.db" });
    write("drizzle.config.ts", { dialect: "postgresql", schema: "./pg.ts", casing: "snake_case" });
    expect((await findConfig(folder, null)).config).toEqual({ url: "file:./app.db" });
  });

  it("is done without, and that is said, where it cannot be read and is not needed", async () => {
    write("migrate.config.ts", { dialect: "sqlite", url: "file:./app.db" });
    write(
      "drizzle.config.ts",
      `const schema = (() => { throw new Error("no luck"); })(); export default { schema };`,
    );
    const events: Event[] = [];
    await openProject({ folder, env: {}, report: (event) => void events.push(event) });
    expect(JSON.stringify(events)).toContain("no luck");
    write("migrate.config.ts", { dialect: "sqlite" });
    await expect(openProject({ folder, env: {} })).rejects.toMatchObject({ code: "module-failed" });
  });
});

it("a configuration is found from any folder below it, and the nearest one counts", async () => {
  const [inner, below] = [join(folder, "apps"), join(folder, "apps/web/src")];
  mkdirSync(below, { recursive: true });
  write("migrate.config.ts", { url: "file:./outer.db" });
  expect((await findConfig(below, null)).config.url).toBe("file:./outer.db");
  write("apps/drizzle.config.ts", { dialect: "sqlite", dbCredentials: { url: "file:./inner.db" } });
  expect((await findConfig(below, null)).path).toBe(join(inner, "drizzle.config.ts"));
});
