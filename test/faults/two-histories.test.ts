import { describe, expect, it, onTestFinished } from "vitest";
import { current } from "../../src/commands/current.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { Environment } from "../../src/project/environment.ts";
import { createProject, dialects } from "../support/project.ts";

const body = (name: string, mode: string): string => `export async function upgrade(op) {
  await op.execute("CREATE TABLE ${name} (n integer)");
  await globalThis.meanwhile?.("${name}");
  await op.execute("INSERT INTO ${name} VALUES (1)");
}
export async function downgrade(op) { await op.execute("DROP TABLE ${name}"); }
${mode}`;

describe.each(dialects)("two histories in one database of %s", (dialect) => {
  it.each([
    ["a journal each", "", true],
    ["a journal each", "export const transaction = false;", true],
    ["one journal", "", false],
    ["one journal", "export const transaction = false;", false],
  ])("with %s go their own ways, also at the same time %s", async (_, mode, ownJournal) => {
    const [one, two] = [await createProject(dialect), await createProject(dialect)];
    onTestFinished(async () => {
      Reflect.deleteProperty(globalThis, "meanwhile");
      await one.remove();
      await two.remove();
    });
    const opened = (project: typeof one, name: string): Promise<Environment> =>
      project.open({
        url: one.url,
        versionTable: `${name}_version`,
        ...(ownJournal ? { journalTable: `${name}_journal` } : {}),
        confirmBreaking: true,
      });
    const [app, plugin] = [() => opened(one, "app"), () => opened(two, "plugin")];
    one.revision("a1", null, body("app_first", mode));
    two.revision("p1", null, body("plugin_first", mode));
    await upgrade(await app(), { target: "heads" });
    await upgrade(await plugin(), { target: "heads" });
    one.revision("a2", "a1", body("app_second", mode));
    two.revision("p2", "p1", body("plugin_second", mode));
    const others: Promise<unknown>[] = [];
    Object.assign(globalThis, {
      async meanwhile(name: string) {
        if (name !== "app_second") return;
        const other = upgrade(await plugin(), { target: "heads" });
        others.push(other);
        // The lock of a file is one for all.
        if (dialect === "postgresql") await other;
      },
    });
    await upgrade(await app(), { target: "heads" });
    await Promise.all(others);
    expect((await current(await app())).heads).toEqual(["a2"]);
    expect((await current(await plugin())).heads).toEqual(["p2"]);
    const lines = async (mig: Environment): Promise<readonly string[]> =>
      (await log(mig)).entries
        .map(({ revision, direction, status }) => `${revision} ${direction} ${status}`)
        .sort();
    const [a, p] = ["a", "p"].map((name) => [`${name}1 upgrade applied`, `${name}2 upgrade applied`]);
    expect(await lines(await app())).toEqual(ownJournal ? a : [...(a ?? []), ...(p ?? [])]);
    expect(await lines(await plugin())).toEqual(ownJournal ? p : [...(a ?? []), ...(p ?? [])]);
    await downgrade(await app(), { target: "base" });
    expect((await current(await app())).heads).toEqual([]);
    expect((await current(await plugin())).heads).toEqual(["p2"]);
    expect((await upgrade(await plugin(), { target: "heads" })).steps).toEqual([]);
  });
});
