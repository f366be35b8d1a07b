import { drizzle } from "drizzle-orm/postgres-js";
import { sql } from "drizzle-orm";
import driver from "postgres";
import { describe, expect, it, onTestFinished } from "vitest";
import { statement } from "../../../src/dialects/dialect.ts";
import { postgres } from "../../../src/dialects/postgres/index.ts";
import { createPostgresDatabase } from "../../support/databases.ts";
import { openPostgres } from "../../support/postgres-databases.ts";
import { saidInSql } from "../../../src/dialects/sql.ts";

const statements = (...texts: string[]) => texts.map((text) => statement(saidInSql(text)));

describe("a connection", () => {
  it("names the statement that failed, and the character", async () => {
    const connection = await openPostgres();
    await connection.begin();
    const list = statements(
      "CREATE TABLE a (id integer)",
      "SELECT 1",
      "SELECT '𝒳', nonsense FROM a",
      "INSERT INTO a VALUES (1)",
    );
    const failure = connection.run(list);
    await expect(failure).rejects.toMatchObject({
      code: "statement-failed",
      details: { index: 2, position: 13, engineCode: "42703", sql: "SELECT '𝒳', nonsense FROM a" },
    });
    await connection.rollback();
    expect(await connection.query("SELECT to_regclass('a') AS found")).toEqual([{ found: null }]);
  });

  it("points into a statement behind its parameters", async () => {
    const connection = await openPostgres();
    const failing = statement("SELECT $1, $2, nonsense", { params: ["a text", 2] });
    const error: { details: { sql: string; position: number } } = await connection.run([failing]).then(
      () => expect.unreachable(),
      (reason: unknown) => reason as never,
    );
    expect(error.details.sql.slice(error.details.position)).toBe("nonsense");
  });

  it("stops at the first failure outside a transaction", async () => {
    const connection = await openPostgres();
    await expect(
      connection.run(statements("CREATE TABLE a ()", "nonsense", "CREATE TABLE b ()")),
    ).rejects.toThrow("syntax");
    expect(await connection.query("SELECT relname FROM pg_class WHERE relname IN ('a', 'b')")).toEqual([
      { relname: "a" },
    ]);
  });

  it("does not go on after a failure when a statement ends the transaction", async () => {
    const connection = await openPostgres();
    await connection.begin();
    await expect(connection.run(statements("nonsense", "ROLLBACK", "CREATE TABLE b ()"))).rejects.toThrow(
      "syntax",
    );
    await connection.rollback();
    expect(await connection.query("SELECT to_regclass('b') AS found")).toEqual([{ found: null }]);
  });

  it("does not take the commit of a aborted transaction for a success", async () => {
    const connection = await openPostgres();
    await connection.begin();
    await connection.query("CREATE TABLE a ()");
    await expect(connection.query("nonsense")).rejects.toThrow("syntax");
    await expect(connection.commit()).rejects.toMatchObject({
      code: "statement-failed",
      details: { engineCode: "25P02" },
    });
    await connection.begin();
    await connection.query("CREATE TABLE a ()");
    await connection.commit();
  });

  it("keeps values as they are given", async () => {
    const connection = await openPostgres();
    await connection.query(
      "CREATE TABLE v (id bigint, big numeric, data jsonb, list text[], at timestamptz, day date, plain timestamp, raw bytea, ok boolean, word text)",
    );
    const values: unknown[] = [
      9007199254740993n,
      "1.10",
      { a: ["it's", null] },
      ["a", 'b"c'],
      new Date(0),
      "2026-01-01",
      "2026-01-01 10:00",
      Buffer.from([0, 255]),
      true,
      "5",
    ];
    const places = values.map((_, index) => `$${index + 1}`).join(", ");
    await connection.change(saidInSql(`INSERT INTO v VALUES (${places})`), values);
    await connection.query(saidInSql(`INSERT INTO v VALUES (${places})`), values);
    await connection.run([
      statement(saidInSql(`INSERT INTO v VALUES (${places})`), {
        params: values.with(2, '{"a": ["it\'s", null]}').with(3, null),
      }),
    ]);
    const [one, two, three] = await connection.query("SELECT * FROM v");
    expect(one).toEqual(two);
    expect(three).toEqual({ ...one, list: null });
    expect(one).toMatchObject({
      id: "9007199254740993",
      big: "1.10",
      data: { a: ["it's", null] },
      list: ["a", 'b"c'],
      day: "2026-01-01",
      plain: "2026-01-01 10:00:00",
      raw: Buffer.from([0, 255]),
      ok: true,
      word: "5",
    });
    expect(new Date(String(one?.["at"])).getTime()).toBe(0);
  });

  it("counts the rows that a statement changed", async () => {
    const connection = await openPostgres();
    await connection.query("CREATE TABLE a AS SELECT generate_series(1, 5) AS id");
    expect(await connection.change("DELETE FROM a WHERE id > $1", [2])).toBe(3);
    expect(await connection.change("CREATE TABLE b ()")).toBe(0);
  });

  it.each(["inside", "outside"])(
    "streams rows while other statements run, %s a transaction",
    async (where) => {
      const connection = await openPostgres();
      await connection.query("CREATE TABLE a AS SELECT generate_series(1, 10) AS id");
      if (where === "inside") await connection.begin();
      const sizes: number[] = [];
      for await (const rows of connection.stream(
        "SELECT id FROM a WHERE id = ANY($1) ORDER BY id",
        [[1, 2, 3, 4, 5, 6, 7]],
        3,
      )) {
        sizes.push(rows.length);
        await connection.change("UPDATE a SET id = -id WHERE id = $1", [rows[0]?.["id"]]);
      }
      if (where === "inside") await connection.commit();
      expect(sizes).toEqual([3, 3, 1]);
      expect(await connection.query("SELECT count(*)::integer AS n FROM a WHERE id < 0")).toEqual([{ n: 3 }]);
    },
  );

  it("sets the limits of the session and says who it is", async () => {
    const database = await createPostgresDatabase();
    const connection = await postgres.connect({
      url: database.url,
      lockTimeout: 1500,
      statementTimeout: 60_000,
    });
    onTestFinished(async () => {
      await connection.close();
      await database.drop();
    });
    const [row] = await connection.query(
      `SELECT current_setting('lock_timeout') AS lock, current_setting('statement_timeout') AS statement,
              current_setting('application_name') AS name, current_setting('client_connection_check_interval') AS checks`,
    );
    expect(row).toEqual({ lock: "1500ms", statement: "1min", name: "mig", checks: "500ms" });
  });

  it("writes nothing when it is to read only", async () => {
    const database = await createPostgresDatabase();
    const connection = await postgres.connect({ url: database.url, readOnly: true });
    onTestFinished(async () => {
      await connection.close();
      await database.drop();
    });
    await expect(connection.query("CREATE TABLE a ()")).rejects.toMatchObject({
      details: { engineCode: "25006" },
    });
  });

  it("says that its session is lost, and does not go on in another", async () => {
    const connection = await openPostgres();
    const other = await postgres.connect({ url: connection.url });
    onTestFinished(() => other.close());
    const [row] = await connection.query("SELECT pg_backend_pid() AS pid");
    await connection.begin();
    await other.query("SELECT pg_terminate_backend($1)", [row?.["pid"]]);
    await expect
      .poll(() =>
        connection.query("SELECT 1").then(
          () => "alive",
          () => "lost",
        ),
      )
      .toBe("lost");
    await expect(connection.query("SELECT 1")).rejects.toMatchObject({ code: "connection-lost" });
    await connection.rollback();
  });

  it("answers, whenever it is killed", async () => {
    const { url } = await openPostgres();
    const killer = await postgres.connect({ url });
    onTestFinished(() => killer.close());
    for (let n = 0; n < 25; n += 1) {
      const connection = await postgres.connect({ url });
      const [row] = await connection.query("SELECT pg_backend_pid() AS pid");
      await connection.begin();
      const killed = killer.query("SELECT pg_terminate_backend($1)", [row?.["pid"]]);
      let failures = 0;
      while (failures < 3)
        failures += await connection.query("SELECT 1").then(
          () => 0,
          () => 1,
        );
      await connection.rollback();
      await connection.close();
      await killed;
    }
  });

  it.each([
    ["postgres://nobody:secret@localhost:1/db", "connection-failed"],
    ["mysql://root@localhost/db", "bad-url"],
    ["./app.db", "bad-url"],
  ])("refuses %s with %s and keeps the password to itself", async (url, code) => {
    const error: unknown = await postgres.connect({ url }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code });
    expect(JSON.stringify([String(error), error])).not.toContain("secret");
  });

  it("understands the options of urls that other clients know", async () => {
    const { url } = await openPostgres();
    const options =
      "sslmode=disable&channel_binding=prefer&schema=public&pgbouncer=true&connect_timeout=5&options=-c%20search_path%3Dpg_catalog";
    const connection = await postgres.connect({ url: `${url}?${options}` });
    onTestFinished(() => connection.close());
    expect(await connection.query("SHOW search_path")).toEqual([{ search_path: "pg_catalog" }]);
  });
});

describe("a client of the application", () => {
  it.each([1, 4])("is left open, as it was, when it holds %i connections", async (max) => {
    const { url } = await openPostgres();
    const client = driver(url, { max, onnotice: () => undefined, connection: { statement_timeout: 7000 } });
    onTestFinished(() => client.end());
    const connection = await postgres.connect({ client, statementTimeout: 1000, lockTimeout: 500 });
    // Others may use it too, so that only transactions have settings of ours.
    expect(await connection.query("SHOW statement_timeout")).toEqual([{ statement_timeout: "7s" }]);
    await connection.begin();
    expect(await connection.query("SHOW statement_timeout")).toEqual([{ statement_timeout: "1s" }]);
    await connection.query("CREATE TABLE a ()");
    await connection.close();
    for (let n = 0; n < max; n += 1)
      expect(await client`SHOW statement_timeout`).toEqual([{ statement_timeout: "7s" }]);
    expect(await client`SELECT to_regclass('a') AS found`).toEqual([{ found: null }]);
  });

  it("tells when its reserved connection is lost", async () => {
    const { url } = await openPostgres();
    const client = driver(url, { max: 2 });
    onTestFinished(() => client.end({ timeout: 1 }));
    const connection = await postgres.connect({ client });
    const [row] = await connection.query("SELECT pg_backend_pid() AS pid");
    await client`SELECT pg_terminate_backend(${Number(row?.["pid"])})`;
    await expect
      .poll(() =>
        connection.query("SELECT 1").then(
          () => "alive",
          () => "lost",
        ),
      )
      .toBe("lost");
    await connection.close();
    expect(await client`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  });
});

describe("the client for Drizzle", () => {
  it("sees the transaction of the connection, and nests in it", async () => {
    const connection = await openPostgres();
    const db = drizzle({ client: connection.client as never });
    await connection.query("CREATE TABLE a (id integer, at timestamptz)");
    await connection.begin();
    await connection.query("INSERT INTO a VALUES (1, now())");
    await db.transaction(async (tx) => {
      await tx.execute(sql`INSERT INTO a VALUES (2, ${new Date(0).toISOString()})`);
    });
    await db.transaction(async (tx) => {
      await tx.execute(sql`INSERT INTO a VALUES (3)`);
      const nested = tx.transaction(async (inner) => inner.execute(sql`nonsense`));
      await expect(nested).rejects.toMatchObject({ cause: { message: expect.stringContaining("syntax") } });
      await tx.execute(sql`INSERT INTO a VALUES (4)`);
    });
    const failing = db.transaction(async (tx) => tx.execute(sql`INSERT INTO nowhere VALUES (5)`));
    await expect(failing).rejects.toMatchObject({ cause: { message: expect.stringContaining("nowhere") } });
    expect([...(await db.execute(sql`SELECT id FROM a ORDER BY id`))]).toEqual(
      [1, 2, 3, 4].map((id) => ({ id })),
    );
    await connection.rollback();
    expect(await connection.query("SELECT count(*)::integer AS n FROM a")).toEqual([{ n: 0 }]);
  });

  it("has transactions of its own where the connection has none", async () => {
    const connection = await openPostgres();
    const db = drizzle({ client: connection.client as never });
    await connection.query("CREATE TABLE a (id integer)");
    await db.transaction(async (tx) => tx.execute(sql`INSERT INTO a VALUES (1)`));
    const failing = db.transaction(async (tx) => {
      await tx.execute(sql`INSERT INTO a VALUES (2)`);
      throw new Error("back");
    });
    await expect(failing).rejects.toThrow("back");
    expect(await connection.query("SELECT id FROM a")).toEqual([{ id: 1 }]);
  });
});
