import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import Driver from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { statement, type Connection, type ConnectTarget } from "../../../src/dialects/dialect.ts";
import { sqlite } from "../../../src/dialects/sqlite/index.ts";
import { createSqliteFile, type SqliteFile } from "../../support/databases.ts";
import { saidInSql } from "../../../src/dialects/sql.ts";

let file: SqliteFile;
let open: Connection[] = [];

beforeEach(() => {
  file = createSqliteFile();
});
afterEach(async () => {
  for (const connection of open) await connection.close();
  open = [];
  file.remove();
});

async function connected(target: ConnectTarget = { url: ":memory:" }): Promise<Connection> {
  const connection = await sqlite.connect(target);
  open.push(connection);
  return connection;
}

describe("a url", () => {
  it.each([
    ["file:./x.db", (path: string) => `file:${path}`],
    ["file:///abs/x.db", (path: string) => `file://${path}`],
    ["file:x.db?mode=rwc", (path: string) => `file:${path}?mode=rwc`],
    ["./x.db", (path: string) => `./${relative(process.cwd(), path)}`],
    ["/abs/x.db", (path: string) => path],
  ])("may be written %s", async (_, write) => {
    const connection = await connected({ url: write(file.path) });
    expect(connection.label).toBe(file.path);
    await connection.query("CREATE TABLE t (a)");
    expect(existsSync(file.path)).toBe(true);
  });

  it.each([
    ["mode=ro", false],
    ["mode=ro&cache=shared&connection_limit=1", false],
    ["immutable=1", false],
    ["mode=rw", true],
    ["mode=rwc&psow=1", true],
  ])("may say ?%s", async (query, writes) => {
    await (await connected({ url: file.url })).query("CREATE TABLE t (a)");
    const connection = await connected({ url: `${file.url}?${query}` });
    expect(connection.label).toBe(file.path);
    expect(await connection.query("SELECT a FROM t")).toEqual([]);
    const wrote = connection.query("INSERT INTO t VALUES (1)").then(
      () => true,
      () => false,
    );
    expect(await wrote).toBe(writes);
  });

  it.each([
    ["mode=rx", /mode=rx: it may be ro, rw, rwc, memory/u],
    ["vfs=unix-none", /vfs=unix-none/u],
    ["nolock=1", /nolock=1/u],
  ])("may not say ?%s", async (query, message) => {
    await expect(sqlite.connect({ url: `${file.url}?${query}` })).rejects.toThrow(message);
  });

  it("may name a database in memory by its mode", async () => {
    for (const url of ["file:x?mode=memory&cache=shared", "file::memory:?cache=shared"])
      expect((await connected({ url })).label).toBe(":memory:");
    expect(readdirSync(dirname(file.path))).toEqual([]);
  });

  it.each(["postgres://user:secret@host/db", "mysql://host", "file:", "", "file:%E0%A4%A"])(
    "may not be %j",
    async (url) => {
      await expect(sqlite.connect({ url })).rejects.toMatchObject({ code: "bad-url", exitCode: 2 });
      await expect(sqlite.connect({ url })).rejects.not.toThrow("secret");
    },
  );

  it("names the folder that is missing", async () => {
    const path = join(dirname(file.path), "missing", "x.db");
    await expect(sqlite.connect({ url: path })).rejects.toThrow(
      `Cannot connect to ${path}: there is no folder ${dirname(path)}`,
    );
  });

  it("may not point to a file that is no database", async () => {
    writeFileSync(file.path, "This is a text of more than sixteen characters.".repeat(50));
    await expect(sqlite.connect({ url: file.url })).rejects.toMatchObject({ code: "connection-failed" });
  });

  it("that leads to no file yet is an empty database for who only reads, unless it says itself that it must be there", async () => {
    const reader = await connected({ url: file.url, readOnly: true });
    expect(reader.label).toBe(file.path);
    expect(await reader.query("SELECT * FROM sqlite_schema")).toEqual([]);
    for (const mode of ["ro", "rw"])
      await expect(sqlite.connect({ url: `${file.url}?mode=${mode}` })).rejects.toThrow(
        "there is no such file",
      );
    expect(readdirSync(dirname(file.path))).toEqual([]);
  });

  it("opened for reading alone takes no writes", async () => {
    await (await connected({ url: file.url })).query("CREATE TABLE t (a)");
    const reader = await connected({ url: `${file.url}?mode=ro` });
    await expect(reader.query("DELETE FROM t")).rejects.toMatchObject({
      details: { engineCode: "SQLITE_READONLY" },
    });
    await (await connected({ url: ":memory:", readOnly: true })).query("CREATE TABLE t (a)");
  });
});

describe("a client of the application", () => {
  it("stays open, with its settings as they were", async () => {
    const client = new Driver(file.path);
    client.pragma("foreign_keys = OFF");
    const connection = await sqlite.connect({ client });
    await connection.begin({ foreignKeysOff: true });
    await connection.query("CREATE TABLE t (a)");
    await connection.commit();
    await connection.close();
    expect(client.open).toBe(true);
    expect(client.pragma("foreign_keys", { simple: true })).toBe(0);
    client.close();
  });

  it("must be one of the driver", async () => {
    await expect(sqlite.connect({ client: { query: 1 } })).rejects.toMatchObject({
      code: "connection-failed",
    });
  });
});

describe("values", () => {
  it("go in as SQLite keeps them and come out exactly", async () => {
    const connection = await connected();
    const params = [
      true,
      false,
      new Date(0),
      { a: [1] },
      9007199254740993n,
      7n,
      1.5,
      Buffer.from("ab"),
      undefined,
      null,
      "x",
    ];
    const [row] = await connection.query(
      saidInSql(`SELECT ${params.map((_, n) => `? AS v${n}`).join(", ")}`),
      params,
    );
    expect(Object.values(row ?? {})).toEqual([
      1,
      0,
      "1970-01-01T00:00:00.000Z",
      '{"a":[1]}',
      9007199254740993n,
      7,
      1.5,
      Buffer.from("ab"),
      null,
      null,
      "x",
    ]);
  });

  it.each([
    null,
    1,
    -1.5,
    true,
    "it's",
    "nul\0l",
    2n ** 62n,
    Infinity,
    new Date(0),
    { a: "b" },
    new Uint8Array([0, 255]),
  ])("%s means the same as a literal", async (value) => {
    const connection = await connected();
    const rows = await connection.query(saidInSql(`SELECT ${sqlite.literal(value)} IS ? AS same`), [value]);
    expect(rows).toEqual([{ same: 1 }]);
  });

  it("are counted where they change", async () => {
    const connection = await connected();
    await connection.query("CREATE TABLE t (a)");
    expect(await connection.change("INSERT INTO t VALUES (?), (?)", [1, 2])).toBe(2);
    expect(await connection.change("UPDATE t SET a = 3 WHERE a = ?", [9])).toBe(0);
    expect(await connection.change("DELETE FROM t RETURNING a")).toBe(2);
  });

  it("come in batches", async () => {
    const connection = await connected();
    const sizes: number[] = [];
    for await (const rows of connection.stream(
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n",
      [7],
      3,
    )) {
      sizes.push(rows.length);
    }
    expect(sizes).toEqual([3, 3, 1]);
  });
});

describe("a statement that fails", () => {
  it.each([
    ["CREATE TABLE a (b) SELECT", "SELECT"],
    ["SELECT 1 FROM (SELECT 1 FROM) FROM", ")"],
    ["SELECT a FROM nowhere", "nowhere"],
    ["SELECT 1, nothing FROM sqlite_schema", "nothing"],
    ["INSERT INTO main.gone VALUES (1)", "gone"],
  ])("%s is pointed at where it is wrong", async (sql, wrong) => {
    const connection = await connected();
    await expect(connection.run([statement("SELECT 1"), statement(saidInSql(sql))])).rejects.toMatchObject({
      code: "statement-failed",
      details: { sql, index: 1, position: sql.indexOf(wrong), engineCode: "SQLITE_ERROR" },
    });
  });

  it.each([
    ["view", "ALTER TABLE n RENAME TO t"],
    ["trigger", "ALTER TABLE u DROP COLUMN b"],
    ["index", "ALTER TABLE t DROP COLUMN a"],
  ])("names the %s that %s would break", async (kind, sql) => {
    const connection = await connected();
    const objects = {
      view: "CREATE VIEW view_it AS SELECT a FROM t",
      trigger: "CREATE TRIGGER trigger_it AFTER INSERT ON u BEGIN SELECT new.b; END",
      index: "CREATE INDEX index_it ON t (a)",
    };
    for (const each of [
      "CREATE TABLE t (a, c)",
      "CREATE TABLE u (b, c)",
      "CREATE TABLE n (a)",
      ...Object.entries(objects).flatMap(([its, text]) => (its === kind ? [text] : [])),
    ])
      await connection.query(saidInSql(each));
    if (kind === "view") await connection.query("DROP TABLE t");
    await expect(connection.run([statement(saidInSql(sql))])).rejects.toMatchObject({
      code: "dependent-broken",
      details: { kind, name: `${kind}_it`, sql, engineCode: "SQLITE_ERROR" },
    });
  });

  it("has no place where SQLite names none", async () => {
    const connection = await connected();
    await connection.query("CREATE TABLE t (a UNIQUE)");
    const insert = statement("INSERT INTO t VALUES (?)", { params: [1] });
    await expect(connection.run([insert, insert])).rejects.toMatchObject({
      details: { index: 1, position: null, engineCode: "SQLITE_CONSTRAINT_UNIQUE" },
    });
  });

  it("stops the list", async () => {
    const connection = await connected();
    const list = ["CREATE TABLE a (x)", "nonsense", "CREATE TABLE b (x)"].map((sql) =>
      statement(saidInSql(sql)),
    );
    await expect(connection.run(list)).rejects.toThrow('near "nonsense": syntax error');
    expect(await connection.query("SELECT name FROM sqlite_schema")).toEqual([{ name: "a" }]);
  });
});

describe("a transaction", () => {
  it("runs calls in their order, awaited or not", async () => {
    const connection = await connected();
    const calls = [
      connection.begin(),
      connection.run([statement("CREATE TABLE t (a)")]),
      connection.change("INSERT INTO t VALUES (1)"),
      connection.query("SELECT a FROM t"),
      connection.rollback(),
    ];
    expect(await Promise.all(calls)).toEqual([undefined, undefined, 1, [{ a: 1 }], undefined]);
    expect(await connection.query("SELECT * FROM sqlite_schema")).toEqual([]);
  });

  it("that the engine ended by itself cannot be committed, and can be rolled back", async () => {
    const connection = await connected();
    await connection.query("CREATE TABLE t (a PRIMARY KEY ON CONFLICT ROLLBACK)");
    await connection.query("INSERT INTO t VALUES (1)");
    await connection.begin();
    await expect(connection.query("INSERT INTO t VALUES (1)")).rejects.toThrow("UNIQUE");
    await expect(connection.commit()).rejects.toThrow("no transaction is active");
    await connection.rollback();
    await connection.begin();
    await connection.commit();
  });

  it("enforces foreign keys unless it was begun without, and again afterwards in every case", async () => {
    const connection = await connected();
    const enforced = async (): Promise<unknown> =>
      (await connection.query("PRAGMA foreign_keys"))[0]?.["foreign_keys"];
    for (const end of ["commit", "rollback", "broken"] as const) {
      expect(await enforced()).toBe(1);
      await connection.begin({ foreignKeysOff: true });
      expect(await enforced()).toBe(0);
      if (end === "broken") {
        await connection.query("CREATE TABLE p (id INTEGER PRIMARY KEY)");
        await connection.query("CREATE TABLE c (p REFERENCES p)");
        await connection.query("INSERT INTO c VALUES (1), (2)");
        await expect(connection.commit()).rejects.toMatchObject({
          code: "foreign-keys-broken",
          details: {
            violations: [
              "c (rowid 1) points to a missing row of p",
              "c (rowid 2) points to a missing row of p",
            ],
          },
        });
        expect(await connection.query("SELECT * FROM sqlite_schema")).toEqual([]);
      } else {
        await connection[end]();
      }
      expect(await enforced()).toBe(1);
    }
  });

  it.each(["", " WITHOUT ROWID"])(
    "is told of what it breaks, not of what was broken before, by keys of tables%s",
    async (option) => {
      const connection = await connected();
      const changed = async (sql: string): Promise<void> => {
        await connection.begin({ foreignKeysOff: true });
        try {
          await connection.query(saidInSql(sql));
          await connection.commit();
        } catch (error) {
          await connection.rollback();
          throw error;
        }
      };
      await connection.query("CREATE TABLE p (id INTEGER PRIMARY KEY)");
      await connection.query(saidInSql(`CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p)${option}`));
      await connection.query("PRAGMA foreign_keys = OFF");
      await connection.query("INSERT INTO c VALUES (1, 1), (2, 2)");
      await connection.query("PRAGMA foreign_keys = ON");
      await changed("CREATE TABLE other (id INTEGER)");
      await changed("UPDATE c SET id = id");
      await expect(changed("INSERT INTO c VALUES (3, 3)")).rejects.toMatchObject({
        code: "foreign-keys-broken",
        details: { violations: [expect.stringMatching(/^c.* points to a missing row of p$/u)] },
      });
      expect(await connection.query("SELECT id FROM c")).toEqual([{ id: 1 }, { id: 2 }]);
      await changed("DELETE FROM c WHERE id = 1");
      await expect(changed("INSERT INTO c VALUES (5, 5), (6, 6)")).rejects.toMatchObject({
        code: "foreign-keys-broken",
      });
      await changed("INSERT INTO p VALUES (2)");
    },
  );

  it("that enforces foreign keys runs no statement that must not have them enforced", async () => {
    const connection = await connected();
    for (const sql of [
      "CREATE TABLE p (id INTEGER PRIMARY KEY)",
      "CREATE TABLE c (p REFERENCES p ON DELETE CASCADE)",
    ])
      await connection.query(saidInSql(sql));
    for (const sql of ["INSERT INTO p VALUES (1)", "INSERT INTO c VALUES (1)"])
      await connection.query(saidInSql(sql));
    const drop = statement("DROP TABLE p", { foreignKeysOff: true });
    await connection.begin();
    await expect(connection.run([drop])).rejects.toThrow(
      "foreign keys cannot be turned off inside a transaction",
    );
    await connection.rollback();
    await connection.run([drop]);
    expect(
      await connection.query(
        "SELECT (SELECT count(*) FROM c) AS rows, foreign_keys FROM pragma_foreign_keys",
      ),
    ).toEqual([{ rows: 1, foreign_keys: 1 }]);
  });

  it("cannot begin without foreign keys inside another", async () => {
    const connection = await connected();
    await connection.begin();
    await expect(async () => connection.begin({ foreignKeysOff: true })).rejects.toThrow(
      "a transaction is open on it",
    );
    await connection.rollback();
  });

  it("of the application is neither committed nor rolled back", async () => {
    const client = new Driver(":memory:");
    client.exec("CREATE TABLE t (a); BEGIN; INSERT INTO t VALUES (1)");
    const connection = await connected({ client });
    expect(() => connection.begin()).toThrow("a transaction is open on it");
    expect(client.inTransaction).toBe(true);
    client.exec("COMMIT");
    expect(await connection.query("SELECT a FROM t")).toEqual([{ a: 1 }]);
    client.close();
  });

  it("that could not begin lets nothing through that was sent with it", async () => {
    const client = new Driver(file.path, { timeout: 0 });
    const [a, b] = [await connected({ url: file.url }), await sqlite.connect({ client })];
    await a.query("CREATE TABLE t (a)");
    await a.begin();
    const both = async (): Promise<unknown> =>
      Promise.all([b.begin(), a.commit(), b.run([statement("INSERT INTO t VALUES (1)")])]);
    await expect(both).rejects.toMatchObject({ details: { engineCode: "SQLITE_BUSY" } });
    await a.commit();
    expect(await a.query("SELECT a FROM t")).toEqual([]);
    client.close();
  });

  it("is not committed by a COMMIT that was sent together with a statement that fails", async () => {
    const connection = await connected();
    await connection.query("CREATE TABLE t (a)");
    await connection.begin();
    const failed = connection.run([statement("INSERT INTO t VALUES (1)"), statement("SELECT nonsense")]);
    await expect(Promise.all([failed, connection.commit()])).rejects.toThrow("nonsense");
    expect(await connection.query("SELECT a FROM t")).toEqual([]);
    await connection.begin();
    await connection.run([statement("INSERT INTO t VALUES (2)")]);
    await connection.commit();
    expect(await connection.query("SELECT a FROM t")).toEqual([{ a: 2 }]);
  });

  it("says who to wait for when another writes", async () => {
    const client = new Driver(file.path, { timeout: 0 });
    const [a, b] = [await connected({ url: file.url }), await sqlite.connect({ client })];
    await a.begin();
    await expect(async () => b.begin()).rejects.toMatchObject({
      details: { engineCode: "SQLITE_BUSY" },
      hint: expect.stringContaining("Another connection"),
    });
    await a.commit();
    client.close();
  });
});

describe("a scratch database", () => {
  it("is empty, and gone when it is dropped", async () => {
    const scratch = await sqlite.scratch(await connected());
    await scratch?.connection.query("CREATE TABLE t (a)");
    await scratch?.drop();
    const again = await sqlite.scratch(await connected());
    expect(await again?.connection.query("SELECT * FROM sqlite_schema")).toEqual([]);
    await again?.drop();
  });
});
