import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { check } from "../../src/commands/check.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { revision } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { Environment } from "../../src/project/environment.ts";
import { catalogue } from "../support/catalogue.ts";
import type { Project } from "../support/project.ts";
import { createDrizzleProject } from "../support/scenario.ts";
import { canaryRole, hostileNames, q } from "./hostile-names.ts";
import { foreignKinds, managedKinds, outside } from "./postgres-kinds.ts";

describe.each([
  ["that we make", managedKinds],
  ["that are referred to", foreignKinds],
])("hostile names of things %s, in a database on postgresql", (_what, kinds) => {
  let project: Project;
  beforeAll(async () => {
    project = await createDrizzleProject("postgresql");
    project.write(
      "schema.ts",
      `import { integer, pgTable } from "drizzle-orm/pg-core";
export const canary = pgTable("canary", { id: integer().primaryKey() });\n`,
    );
  });
  afterAll(async () => {
    const roles = await rows("SELECT rolname FROM pg_roles WHERE rolname = ANY ($1)", [
      [...hostileNames, canaryRole],
    ]);
    await run(
      roles.flatMap(({ rolname }) => [
        `DROP OWNED BY ${q(String(rolname))} CASCADE`,
        `DROP ROLE ${q(String(rolname))}`,
      ]),
    );
    await project.remove();
  });
  const open = (): Promise<Environment> =>
    project.open(
      { schema: "schema.ts", schemaFilter: ["*", `!${outside}`], confirmBreaking: true },
      { confirm: () => Promise.resolve(true) },
    );
  const rows = async (sql: string, params: readonly unknown[] = []) =>
    (await open()).connected(({ connection }) => connection.query(sql, params));
  const run = async (statements: readonly string[]): Promise<void> =>
    (await open()).connected(async ({ connection }) => {
      await connection.run(
        statements.map((sql) => ({ sql, params: [], transactional: true, foreignKeysOff: false })),
      );
    });
  const facts = async (): Promise<readonly string[]> =>
    (await open()).connected(async ({ connection }) =>
      (await catalogue("postgresql", connection)).named.filter(
        (line) => !/\bmig_(?:version|journal)/u.test(line),
      ),
    );
  const made = Object.entries(kinds).flatMap(([kind, { first = [], make }]) => [
    ...(kind === "namespaces" ? [] : [`CREATE SCHEMA IF NOT EXISTS ${q(kind)}`]),
    ...first,
    ...hostileNames.flatMap((name, number) => make(name, number)),
  ]);

  it("are left and brought back by what autogenerate writes", async () => {
    await run([
      "CREATE TABLE canary (id integer PRIMARY KEY)",
      "INSERT INTO canary VALUES (1)",
      `CREATE SCHEMA ${outside}`,
      ...made,
    ]);
    const before = await facts();
    const written = await revision(await open(), {
      autogenerate: true,
      message: "*/ globalThis.canary = 1; /*",
      // What others made cannot be copied.
      proof: kinds === managedKinds,
    });
    expect(written.proven, JSON.stringify(project.events)).toBe(kinds === managedKinds);
    await upgrade(await open(), { target: "head" });
    expect((await check(await open())).operations).toEqual([]);
    await downgrade(await open(), { target: "-1" });
    expect(await facts()).toEqual(before);
    expect(await rows("SELECT * FROM canary")).toEqual([{ id: 1 }]);
    expect(await rows("SELECT 1 FROM pg_roles WHERE rolname = $1", [canaryRole])).toEqual([]);
    expect(Object.hasOwn(globalThis, "canary")).toBe(false);
  }, 300_000);
});
