import { describe, expect, it, onTestFinished } from "vitest";
import type { Connection } from "../../../src/dialects/dialect.ts";
import { postgres } from "../../../src/dialects/postgres/index.ts";
import { keyNumber } from "../../../src/dialects/postgres/driver/lock.ts";
import { openPostgres } from "../../support/postgres-databases.ts";

const quietly = (): void => undefined;

async function another(url: string): Promise<Connection> {
  const connection = await postgres.connect({ url });
  onTestFinished(() => connection.close());
  return connection;
}

describe("the lock", () => {
  it("is held by one session of many at a time", async () => {
    const { url } = await openPostgres();
    const runners = await Promise.all(Array.from({ length: 5 }, () => another(url)));
    const log: string[] = [];
    await Promise.all(
      runners.map(async (runner, number) => {
        const lock = await runner.lock("key", 250_000, quietly);
        log.push(`${number} takes`);
        await runner.query("SELECT pg_sleep(0.01)");
        log.push(`${number} gives`);
        await lock.release();
      }),
    );
    expect(log).toHaveLength(10);
    for (let at = 0; at < log.length; at += 2) expect(log[at + 1]).toBe(log[at]?.replace("takes", "gives"));
  });

  it("is another one for another key", async () => {
    const one = await openPostgres();
    const two = await another(one.url);
    await one.lock("key", 1000, quietly);
    await (await two.lock("other key", 1000, quietly)).release();
  });

  it("is refused after the time allowed, with the name of its holder", async () => {
    const one = await openPostgres();
    const two = await another(one.url);
    const [row] = await one.query("SELECT pg_backend_pid() AS pid");
    await one.lock("key", 1000, quietly);
    const told: (string | null)[] = [];
    await expect(two.lock("key", 60, (holder) => told.push(holder))).rejects.toMatchObject({
      code: "lock-timeout",
    });
    expect(told).toEqual([expect.stringContaining(`pid ${String(row?.["pid"])}, mig`)]);
  });

  it("is one for each database, and so is its holder", async () => {
    // Enough that one of them would be taken for the holder if they were looked at.
    for (let others = 0; others < 6; others += 1) await (await openPostgres()).lock("key", 1000, quietly);
    const one = await openPostgres();
    const two = await another(one.url);
    const [row] = await one.query("SELECT pg_backend_pid() AS pid");
    await one.lock("key", 1000, quietly);
    await expect(two.lock("key", 60, quietly)).rejects.toMatchObject({
      code: "lock-timeout",
      details: { holder: expect.stringContaining(`pid ${String(row?.["pid"])}, mig`) },
    });
  });

  it("is free again when its holder is killed in the middle of a statement", async () => {
    const one = await openPostgres();
    const two = await another(one.url);
    await one.lock("key", 1000, quietly);
    const [row] = await one.query("SELECT pg_backend_pid() AS pid");
    const slow = one.query("SELECT pg_sleep(250)").catch((error: unknown) => error);
    const taken = two.lock("key", 250_000, () => void one);
    const killer = await another(one.url);
    await killer.query("SELECT pg_terminate_backend($1)", [row?.["pid"]]);
    await (await taken).release();
    expect(await slow).toMatchObject({ name: "MigError" });
  });

  it("lets CREATE INDEX CONCURRENTLY of its holder pass those who wait", async () => {
    const one = await openPostgres();
    const two = await another(one.url);
    await one.query("CREATE TABLE t (id integer)");
    const lock = await one.lock("key", 1000, quietly);
    const waiting = two.lock("key", 250_000, quietly);
    await one.query("SET statement_timeout = 200000");
    await one.query("CREATE INDEX CONCURRENTLY i ON t (id)");
    await lock.release();
    await (await waiting).release();
  });

  it("has a key of 64 bits", () => {
    const keys = ["a", "b", "c", "d"].map(keyNumber);
    expect(new Set(keys).size).toBe(4);
    expect(keys.some((key) => key > 2n ** 40n || key < -(2n ** 40n))).toBe(true);
    for (const key of keys) expect(BigInt.asIntN(64, key)).toBe(key);
  });
});
