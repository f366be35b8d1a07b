import { expect, it, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { revision } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createHostileDatabase } from "./hostile-database.ts";
import { sqliteKinds } from "./sqlite-kinds.ts";

it.each(Object.keys(sqliteKinds))(
  "hostile names of %s in a database on sqlite are left and brought back by what autogenerate writes",
  async (kind) => {
    const { project, open, rows, facts } = await createHostileDatabase("sqlite", {
      [kind]: sqliteKinds[kind]!,
    });
    onTestFinished(() => project.remove());
    const before = await facts();
    const written = await revision(await open(), {
      autogenerate: true,
      message: "*/ globalThis.canary = 1; /*",
    });
    expect(written.proven, JSON.stringify(project.events)).toBe(true);
    await upgrade(await open(), { target: "head" });
    expect((await check(await open())).operations).toEqual([]);
    await downgrade(await open(), { target: "-1" });
    expect(await facts()).toEqual(before);
    expect(await rows("SELECT * FROM canary")).toEqual([{ id: 1 }]);
    expect(Object.hasOwn(globalThis, "canary")).toBe(false);
  },
);
