import { afterEach, describe, expect, it } from "vitest";
import { check } from "../../src/commands/check.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { revision } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createHostileDatabase, type HostileDatabase } from "./hostile-database.ts";
import { canaryRole, hostileNames, q } from "./hostile-names.ts";
import { foreignKinds, managedKinds, outside } from "./postgres-kinds.ts";

describe("hostile names in a database on postgresql", () => {
  let database: HostileDatabase;
  afterEach(async () => {
    const { rows, run, project } = database;
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

  it.each([
    ["things that we make", managedKinds],
    ["things that are referred to", foreignKinds],
  ])(
    "of %s are left and brought back by what autogenerate writes",
    async (_what, kinds) => {
      database = await createHostileDatabase("postgresql", kinds, { schemaFilter: ["*", `!${outside}`] });
      const { project, open, facts, rows } = database;
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
    },
    300_000,
  );
});
