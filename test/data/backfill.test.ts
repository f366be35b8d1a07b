import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { log } from "../../src/commands/log.ts";
import type { Event } from "../../src/settings/events.ts";
import { dialects } from "../support/project.ts";
import { createDataProject, type DataProject } from "./data-project.ts";

const alone = "export const transaction = false;";

describe.each(dialects)("op.backfill on %s", (dialect) => {
  let project: DataProject;
  beforeEach(async () => {
    project = await createDataProject(dialect);
    await project.execute(
      "CREATE TABLE items (id integer PRIMARY KEY, title text, slug text, n integer NOT NULL DEFAULT 0)",
    );
    project.revision(
      "a",
      null,
      `export async function upgrade(op) {
      await op.bulkInsert("items", Array.from({ length: 95 }, (_, index) => ({ id: index * 3 - 50, title: "Title " + index })));
    }`,
    );
    await project.up();
  });
  afterEach(() => project.remove());

  const fill = (options: string, header = ""): void =>
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) { await op.backfill(${options}); }`,
      header,
    );
  const count = async (where: string): Promise<number> =>
    Number((await project.rows(`SELECT count(*) AS n FROM items WHERE ${where}`))[0]?.["n"]);
  const progress = (): readonly (readonly [number, number | null])[] =>
    project.events.flatMap((event) =>
      event.kind === "progress" ? [[event.done, event.total] as const] : [],
    );

  it.each(["", alone])("sets columns of every row once, batch by batch %s", async (header) => {
    fill(`{ table: "items", set: { slug: "lower(title) -- as text", n: "n + 1" }, size: 20 }`, header);
    await project.up();
    expect(await count("slug = lower(title) AND n = 1")).toBe(95);
    expect(progress()).toEqual([
      [20, 95],
      [40, 95],
      [60, 95],
      [80, 95],
      [95, 95],
    ]);
  });

  it("leaves rows alone for which the condition is not true", async () => {
    fill(`{ table: "items", set: { n: "1" }, where: "id > 0 -- these\\n OR id < -45", size: 20 }`);
    await project.up();
    expect(await count("n = 1")).toBe(await count("id > 0 OR id < -45"));
  });

  it("walks composite keys, and keys that are named", async () => {
    await project.execute(
      "CREATE TABLE pairs (a integer NOT NULL, b text NOT NULL, n integer, PRIMARY KEY (b, a))",
    );
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) {
      await op.bulkInsert("pairs", Array.from({ length: 90 }, (_, index) => ({ a: index % 4, b: "b" + Math.floor(index / 4), n: 0 })));
      await op.backfill({ table: "pairs", set: { n: "n + 1" }, size: 7 });
      await op.backfill({ table: "pairs", set: { n: "n + 10" }, size: 7, key: ["a", "b"] });
      await op.backfill({ table: "pairs", set: { n: "n + 100" }, size: 20, key: "a" });
    }`,
      alone,
    );
    await project.up();
    expect(await project.rows("SELECT DISTINCT n FROM pairs")).toEqual([{ n: 111 }]);
    // A batch is the next rows by the key, whatever the order in which the engine has them.
    const walked = [...Array.from({ length: 12 }, (_, batch) => 7 * (batch + 1)), 90];
    expect(
      progress()
        .map(([done]) => done)
        .slice(0, 26),
    ).toEqual([...walked, ...walked]);
  });

  it("lets the batches grow until one takes as long as it should", async () => {
    await project.execute("DELETE FROM items");
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) {
      await op.bulkInsert("items", Array.from({ length: 5000 }, (_, id) => ({ id })));
      await op.backfill({ table: "items", set: { n: "1" }, size: 10, targetMs: 10_000 });
    }`,
    );
    await project.up();
    expect(progress().map(([done]) => done)).toEqual([10, 30, 70, 150, 310, 630, 1270, 2550, 5000]);
  });

  it("stops between two batches when it is asked to, and goes on in the next run", async () => {
    fill(`{ table: "items", set: { n: "n + 1" }, size: 20, pauseMs: 60_000 }`, alone);
    const stop = new AbortController();
    const report = (event: { readonly kind: string }): void => {
      if (event.kind === "progress") setTimeout(() => stop.abort(), 10);
    };
    const error = await project.failure({ signal: stop.signal, report });
    expect(error.code).toBe("interrupted");
    expect(error.message).toBe("Stopped after 20 rows of the backfill of items.");
    expect(await count("n = 1")).toBe(20);
    const statuses = async (): Promise<readonly string[]> =>
      (await log(await project.open())).entries.map(({ status }) => status);
    expect(await statuses()).toEqual(["applied", "running"]);
    // Its speed is no argument that changes what it does.
    fill(`{ table: "items", set: { n: "n + 1" }, size: 30 }`, alone);
    await project.up();
    expect(await count("n = 1")).toBe(95);
    expect(progress().map(([done]) => done)).toEqual([50, 80, 95]);
    expect(await statuses()).toEqual(["applied", "errored", "applied"]);
  });

  it("stops between two steps when it is asked to, and goes on in the next run", async () => {
    fill(`{ table: "items", set: { n: "n + 1" } }`);
    project.revision(
      "c",
      "b",
      `export async function upgrade(op) { await op.execute("UPDATE items SET n = n + 10"); }`,
    );
    const stop = new AbortController();
    const report = (event: Event): void => void (event.kind === "step-finished" && stop.abort());
    const error = await project.failure({ signal: stop.signal, report });
    expect([error.code, error.message]).toEqual(["interrupted", "Stopped before the upgrade of c."]);
    expect(await count("n = 1")).toBe(95);
    await project.up();
    expect(await count("n = 11")).toBe(95);
  });

  it("rolls a step with a transaction back when it is asked to stop", async () => {
    fill(`{ table: "items", set: { n: "n + 1" }, size: 20 }`);
    const stop = new AbortController();
    const error = await project.failure({
      signal: stop.signal,
      report: ({ kind }) => void (kind === "progress" && stop.abort()),
    });
    expect(error.code).toBe("interrupted");
    expect(await count("n = 0")).toBe(95);
    await project.up();
    expect(await count("n = 1")).toBe(95);
  });

  it("goes on where it failed, keeps the cursors of others, and starts over when its arguments change", async () => {
    const body = (set: string, divisor: string): string => `export async function upgrade(op) {
      await op.backfill({ table: "items", set: { n: "n + 1" }, size: 20 });
      await op.backfill({ table: "items", set: { n: "${set}" }, where: "1 / (${divisor}) >= 0 OR 1 = 1", size: 20 });
    }`;
    const failing = dialect === "sqlite" ? "json('x')" : "1 / (id - 100)";
    project.revision("b", "a", body(`CASE WHEN id = 100 THEN ${failing} ELSE n + 10 END`, "1"), alone);
    expect((await project.failure()).code).toBe("step-failed");
    expect(await count("n = 11")).toBe(40);
    project.revision("b", "a", body("n + 100", "1"), alone);
    await project.up();
    expect(await count("n = 101 AND id >= 70")).toBe(55);
    expect(await count("n = 111 AND id < 70")).toBe(40);
    expect(project.events).toContainEqual({
      kind: "notice",
      level: "warning",
      text: "The arguments of op.backfill have changed since the last attempt, which had done 40 rows: it starts over.",
    });
  });

  it("lets a later revision demand that it is finished", async () => {
    fill(`{ table: "items", set: { n: "n + 1" } }`, alone);
    project.revision("c", "a", `export async function upgrade(op) { await op.requireBackfill("b"); }`);
    const demand = (): Promise<string> =>
      project.up("c").then(
        () => "",
        (error: Error) => error.message,
      );
    expect(await demand()).toMatch(/The backfill of b is not finished: the journal does not know of it/u);
    const stop = new AbortController();
    const report = (event: Event): void => void (event.kind === "step-started" && stop.abort());
    await expect(project.up("b", { signal: stop.signal, report })).rejects.toMatchObject({
      code: "interrupted",
    });
    expect(await demand()).toMatch(/it was interrupted/u);
    await project.up("b");
    expect(await demand()).toBe("");
    await project.down("c@-1");
    await project.down("b@-1");
    expect(await demand()).toMatch(/it was downgraded since/u);
  });

  it.each([
    [`{ table: "items", set: {} }`, "nothing-to-set"],
    [`{ table: "nothing", set: { n: "1" } }`, "no-key"],
    [`{ table: "items", set: { n: "1" }, key: "title" }`, "bad-key"],
    [`{ table: "items", set: { id: "id + 1000" } }`, "bad-key"],
    [`{ table: "items", set: { nothing: "1" } }`, "statement-failed"],
  ])("refuses %s", async (options, code) => {
    await project.execute("UPDATE items SET title = NULL WHERE id > 200");
    fill(options);
    expect((await project.failure()).details["innerCode"]).toBe(code);
  });
});
