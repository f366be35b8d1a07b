import { symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { createClient } from "@libsql/client";
import { describe, expect, it, onTestFinished } from "vitest";
import { upgrade } from "../../src/commands/upgrade.ts";
import { engine as nodeSqlite } from "../../src/dialects/sqlite/driver/node-sqlite.ts";
import { saidInSql } from "../../src/dialects/sql.ts";
import { drivers } from "../support/drivers.ts";
import { createProject, type Project } from "../support/project.ts";

/** A table with values that JSON has no words for, and how statements of SQL are sent by Drizzle. */
const imports = {
  postgresql: `import { bigint, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import { eq, sql } from "drizzle-orm";
const t = pgTable("t", { id: integer(), big: bigint({ mode: "bigint" }), at: timestamp({ mode: "date" }), said: text() });
const send = (db, query) => db.execute(query);`,
  sqlite: `import { blob, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { eq, sql } from "drizzle-orm";
const t = sqliteTable("t", { id: integer(), big: blob({ mode: "bigint" }), at: integer({ mode: "timestamp" }), said: text() });
const send = (db, query) => db.run(query);`,
};

describe.each(drivers)(
  "what Drizzle sends in a step without a transaction on %s by %s",
  (dialect, driver) => {
    const opened = async (body: string): Promise<{ project: Project; url: string }> => {
      const project = await createProject(dialect);
      onTestFinished(() => project.remove());
      symlinkSync(resolve("node_modules"), join(project.folder, "node_modules"));
      const types = dialect === "sqlite" ? ["blob", "integer"] : ["bigint", "timestamp"];
      project.revision(
        "a",
        null,
        `export async function upgrade(op) { await op.execute("CREATE TABLE t (id integer UNIQUE, big ${types[0]}, at ${types[1]}, said text)"); }`,
      );
      project.revision("b", "a", `export const transaction = false;\n${body}`, imports[dialect]);
      return { project, url: driver === "pglite" ? `pglite:${project.folder}/pglite` : project.url };
    };
    const runs = ({ project, url }: { project: Project; url: string }) => {
      const client = driver === "a client of libSQL" ? createClient({ url }) : null;
      if (client !== null) onTestFinished(() => client.close());
      const mig = () => project.open(client === null ? { url, driver } : { client });
      return {
        up: async () => upgrade(await mig(), { target: "heads" }),
        ids: async () =>
          (await mig()).connected(async ({ connection }) =>
            (await connection.query(saidInSql("SELECT id FROM t ORDER BY id"))).map(({ id }) => id),
          ),
      };
    };
    const missing = async (): Promise<boolean> => driver === "node:sqlite" && (await nodeSqlite()) === null;

    it("is written once, and gives again what it gave, however often the step is tried", async ({ skip }) => {
      skip(await missing(), "this Node has no node:sqlite");
      skip(driver === "pglite", "PGlite is slow to open, and goes another way in transactions alone");
      const { up, ids } = runs(
        await opened(`export async function upgrade(op) {
  const { db } = op;
  const before = await db.select().from(t);
  const given = await db.insert(t).values({ id: 1, big: 2n ** 60n, at: new Date(86_400_000), said: "a" }).returning();
  const changed = await db.update(t).set({ said: "b" }).where(eq(t.id, 1)).returning({ id: t.id, said: t.said });
  await db.insert(t).values([{ id: 2 }, { id: 3 }]);
  await op.execute("INSERT INTO t (id) VALUES (4)");
  await send(db, sql\`INSERT INTO t (id) VALUES (5)\`);
  await db.delete(t).where(eq(t.id, 3));
  (globalThis.given ??= []).push({ before: before.length, given, changed, left: (await db.select().from(t)).length });
  if (globalThis.resumed !== true) throw new Error("interrupted");
  await db.insert(t).values({ id: given[0].id + 5 });
}`),
      );
      onTestFinished(() => {
        for (const name of ["given", "resumed"]) Reflect.deleteProperty(globalThis, name);
      });
      await expect(up()).rejects.toThrow("interrupted");
      await expect(up()).rejects.toThrow("interrupted");
      Object.assign(globalThis, { resumed: true });
      await up();
      expect(await ids()).toEqual([1, 2, 4, 5, 6]);
      const given = Reflect.get(globalThis, "given") as readonly Readonly<Record<string, unknown>>[];
      expect(given[0]).toEqual({
        before: 0,
        given: [{ id: 1, big: 2n ** 60n, at: new Date(86_400_000), said: "a" }],
        changed: [{ id: 1, said: "b" }],
        left: 4,
      });
      expect(given.slice(1)).toEqual([1, 2].map(() => ({ ...given[0], before: 4 })));
    });

    it("comes after what was asked for before it, of which an awaited rebuild may not be done yet", async ({
      skip,
    }) => {
      skip(driver !== "better-sqlite3", "only this driver answers at once, and only SQLite rebuilds tables");
      const made = await opened(`export async function upgrade(op) {
  await op.execute("CREATE TABLE gone AS SELECT 1 AS n");
  await op.dropTable("gone");
  await op.db.run("CREATE TABLE gone (n integer)");
  await op.alterColumn("t", "said", { type: "integer" });
  if (globalThis.waits === true) await op.query("SELECT 1");
  await op.db.insert(t).values({ id: 1 });
}`);
      const { up, ids } = runs(made);
      onTestFinished(() => void Reflect.deleteProperty(globalThis, "waits"));
      await expect(up()).rejects.toMatchObject({ hint: expect.stringContaining("op.query") as string });
      expect(await ids()).toEqual([]);
      Object.assign(globalThis, { waits: true });
      await up();
      expect(await ids()).toEqual([1]);
    });

    it("may fail, and the body go on in another way", async ({ skip }) => {
      skip(await missing(), "this Node has no node:sqlite");
      skip(driver === "pglite", "PGlite is slow to open, and this goes the way of pg");
      const { up, ids } = runs(
        await opened(`export async function upgrade(op) {
  const { db } = op;
  await db.insert(t).values({ id: 1 });
  let failed = null;
  try { await db.insert(t).values({ id: 1 }); } catch (error) { failed = error; }
  if (failed === null) throw new Error("a row came twice");
  await db.insert(t).values({ id: 2 });
  if (globalThis.resumed !== true) throw new Error("interrupted");
  await Promise.all([3, 4].map(async (id) => { await db.select().from(t); await op.db.insert(t).values({ id }); }));
}`),
      );
      onTestFinished(() => void Reflect.deleteProperty(globalThis, "resumed"));
      await expect(up()).rejects.toThrow("interrupted");
      Object.assign(globalThis, { resumed: true });
      await up();
      expect(await ids()).toEqual([1, 2, 3, 4]);
    });

    it("is recorded with the transaction of the body's own that it is in, and taken back with it", async ({
      skip,
    }) => {
      skip(await missing(), "this Node has no node:sqlite");
      const [now, later] = driver === "better-sqlite3" ? ["", ""] : ["async ", "await "];
      const run = driver === "better-sqlite3" ? ".run()" : "";
      const all = driver === "better-sqlite3" ? ".all()" : "";
      const { up, ids } = runs(
        await opened(`export async function upgrade(op) {
  const { db } = op;
  let given;
  await db.transaction(${now}(tx) => {
    given = ${later}tx.insert(t).values({ id: 1, at: new Date(0) }).returning()${all};
    ${later}tx.insert(t).values({ id: 2 })${run};
  });
  try {
    ${later}db.transaction(${now}(tx) => { ${later}tx.insert(t).values({ id: 3 })${run}; throw new Error("taken back"); });
  } catch {}
  await op.execute("INSERT INTO t (id) VALUES (4)");
  ${later}db.transaction(${now}(tx) => {
    ${later}tx.insert(t).values({ id: 5 })${run};
    try {
      ${later}tx.transaction(${now}(inner) => { ${later}inner.insert(t).values({ id: 6 })${run}; throw new Error("taken back"); });
    } catch {}
    ${later}tx.insert(t).values({ id: 7 })${run};
  });
  if (globalThis.resumed === undefined) throw new Error("interrupted");
  ${later}db.transaction(${now}(tx) => { ${later}tx.insert(t).values({ id: 8 })${run}; });
  if (globalThis.resumed === 1) throw new Error("interrupted");
  await op.execute("INSERT INTO t (id) VALUES (" + given[0].id + "9)");
}`),
      );
      onTestFinished(() => void Reflect.deleteProperty(globalThis, "resumed"));
      await expect(up()).rejects.toThrow("interrupted");
      expect(await ids()).toEqual([1, 2, 4, 5, 7]);
      Object.assign(globalThis, { resumed: 1 });
      await expect(up()).rejects.toThrow("interrupted");
      expect(await ids()).toEqual([1, 2, 4, 5, 7, 8]);
      Object.assign(globalThis, { resumed: 2 });
      await up();
      expect(await ids()).toEqual([1, 2, 4, 5, 7, 8, 19]);
    });
  },
);
