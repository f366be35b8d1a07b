import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { migrate } from "../../src/commands/migrate.ts";
import { statement, type Connection, type ConnectTarget } from "../../src/dialects/dialect.ts";
import { connectBy, installed } from "../../src/dialects/drivers.ts";
import { openDialect } from "../../src/dialects/open-dialect.ts";
import { engine as nodeSqlite } from "../../src/dialects/sqlite/driver/node-sqlite.ts";
import { dialectOfClient } from "../../src/dialects/dialect-of.ts";
import { createPostgresDatabase, type PostgresDatabase } from "../support/databases.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

// Node has it since 22.16.
const hasNodeSqlite = (await nodeSqlite()) !== null;

/** One driver: how a database of its own is named. */
interface Row {
  readonly driver: string;
  readonly dialect: "postgresql" | "sqlite";
  readonly url: (place: { readonly server: string; readonly folder: string }) => string;
  readonly missing?: boolean;
}

const rows: readonly Row[] = [
  { driver: "postgres", dialect: "postgresql", url: ({ server }) => server },
  { driver: "pg", dialect: "postgresql", url: ({ server }) => server },
  { driver: "pglite", dialect: "postgresql", url: ({ folder }) => `pglite:${folder}/pglite` },
  { driver: "better-sqlite3", dialect: "sqlite", url: ({ folder }) => `file:${folder}/better.db` },
  { driver: "libsql", dialect: "sqlite", url: ({ folder }) => `file:${folder}/libsql.db` },
  {
    driver: "node:sqlite",
    dialect: "sqlite",
    url: ({ folder }) => `file:${folder}/node.db`,
    missing: !hasNodeSqlite,
  },
];

/** Everything that the rest of the project asks of a connection, asked of each driver. */
describe.each(rows.filter(({ missing }) => missing !== true))("a url opened by $driver", (row) => {
  let folder: string;
  let database: PostgresDatabase | null = null;
  let connection: Connection;
  const isPostgres = row.dialect === "postgresql";
  const sql = (text: string): string => (isPostgres ? text : text.replaceAll(/\$\d+(?:::\w+)?/gu, "?"));
  const target = (): ConnectTarget & { url: string } => ({
    driver: row.driver,
    url: row.url({ server: database?.url ?? "", folder }),
  });
  const connect = async (more: ConnectTarget = {}): Promise<Connection> =>
    (await openDialect(row.dialect)).connect({ ...target(), ...more });

  /** Rows alone: drivers say more of an answer. */
  const ask = async (text: string, params?: readonly unknown[]): Promise<readonly unknown[]> => [
    ...(await connection.query(saidInSql(text), params)),
  ];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "mig-driver-"));
    if (isPostgres && row.driver !== "pglite") database = await createPostgresDatabase();
    connection = await connect();
    await connection.run([
      statement(
        `CREATE TABLE parents (id integer PRIMARY KEY, name text, big bigint, data ${isPostgres ? "bytea" : "blob"})`,
      ),
      statement(
        "CREATE TABLE children (id integer PRIMARY KEY, parent integer REFERENCES parents (id) ON DELETE CASCADE)",
      ),
    ]);
  });
  afterAll(async () => {
    await connection.close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("keeps values as they are, and counts what it changed", async () => {
    const big = 9007199254740993n;
    const values = [1, "it's $1 ? ü", big, Buffer.from([0, 255])];
    expect(
      await connection.change(saidInSql(sql("INSERT INTO parents VALUES ($1, $2, $3, $4)")), values),
    ).toBe(1);
    expect(
      await connection.change(saidInSql(sql("INSERT INTO parents VALUES ($1, $2, $3, $4)")), [
        2,
        null,
        5,
        null,
      ]),
    ).toBe(1);
    const found = await connection.query("SELECT * FROM parents ORDER BY id");
    expect(found[0]).toMatchObject({ id: 1, name: "it's $1 ? ü", data: Buffer.from([0, 255]) });
    expect(String(found[0]?.["big"])).toBe(String(big));
    expect(found[1]).toMatchObject({ id: 2, name: null, data: null });
    expect(await ask(sql("SELECT name FROM parents WHERE id = $1::integer"), [2])).toEqual([{ name: null }]);
    expect(await connection.change("UPDATE parents SET name = 'x' WHERE id > 0")).toBe(2);
    expect(await ask("SELECT id FROM parents WHERE id > 9")).toEqual([]);
  });

  it("takes a transaction back as a whole, and lets one that has failed not be committed", async () => {
    await connection.begin();
    await connection.change("INSERT INTO parents (id) VALUES (10)");
    await connection.rollback();
    expect(await ask("SELECT id FROM parents WHERE id = 10")).toEqual([]);

    await connection.begin();
    await connection.change("INSERT INTO parents (id) VALUES (11)");
    await connection.commit();
    expect(await ask("SELECT id FROM parents WHERE id = 11")).toEqual([{ id: 11 }]);

    await connection.begin();
    await expect(connection.run([statement("INSERT INTO nowhere VALUES (1)")])).rejects.toMatchObject({
      code: "statement-failed",
    });
    await expect(connection.commit()).rejects.toMatchObject({ code: "statement-failed" });
    await connection.rollback();
    expect(await ask("SELECT id FROM parents")).toHaveLength(3);
  });

  it("says which statement failed, where, and by which code of the engine", async () => {
    await expect(connection.query("SELEC 1")).rejects.toMatchObject({
      code: "statement-failed",
      details: { sql: "SELEC 1", position: 0 },
    });
    await expect(connection.change("INSERT INTO parents (id) VALUES (11)")).rejects.toMatchObject({
      details: { engineCode: isPostgres ? "23505" : expect.stringMatching(/^SQLITE_CONSTRAINT/u) },
    });
  });

  it("encrypts as its url says in the words of libpq", async ({ skip }) => {
    skip(database === null, "this database has no url of a server");
    const warned: string[] = [];
    const hear = (warning: Error): void => void warned.push(warning.message);
    process.on("warning", hear);
    onTestFinished(() => void process.off("warning", hear));
    const withMode = async (mode: string): Promise<Connection> =>
      (await openDialect(row.dialect)).connect({ ...target(), url: `${database?.url}?sslmode=${mode}` });
    // The server of the tests has no certificate.
    for (const mode of ["disable", "allow", "prefer"]) await (await withMode(mode)).close();
    for (const mode of ["require", "verify-full"])
      await expect(withMode(mode)).rejects.toMatchObject({ code: "connection-failed" });
    await new Promise(setImmediate);
    expect(warned).toEqual([]);
  });

  it("refers from one table to another", async () => {
    await connection.change("INSERT INTO children VALUES (1, 11)");
    await expect(connection.change("INSERT INTO children VALUES (2, 99)")).rejects.toThrow(
      /FOREIGN KEY|constraint/iu,
    );
  });

  it("refuses a new broken reference at the end of a transaction without foreign keys", async ({ skip }) => {
    skip(isPostgres, "PostgreSQL has no transaction without foreign keys");
    await connection.begin({ foreignKeysOff: true });
    await connection.change("DELETE FROM parents WHERE id = 11");
    await expect(connection.commit()).rejects.toMatchObject({ code: "foreign-keys-broken" });
    expect(await ask("SELECT parent FROM children")).toEqual([{ parent: 11 }]);
    await expect(connection.change("INSERT INTO children VALUES (2, 99)")).rejects.toThrow(
      /FOREIGN KEY|constraint/iu,
    );
  });

  it("goes past keys that SQLite cannot check, and takes rows that pointed to nothing before for known", async ({
    skip,
  }) => {
    skip(isPostgres, "PostgreSQL has no transaction without foreign keys");
    await connection.begin({ foreignKeysOff: true });
    await connection.run([
      statement("CREATE TABLE loose (id integer, at integer)"),
      statement("CREATE TABLE tied (at integer REFERENCES loose (at))"),
      statement("INSERT INTO tied VALUES (1)"),
    ]);
    await expect(connection.commit()).rejects.toMatchObject({ code: "foreign-keys-broken" });
    await connection.run([
      statement("CREATE TABLE loose (id integer, at integer)"),
      statement("CREATE TABLE tied (at integer REFERENCES loose (at))"),
    ]);
    // Such a key is as it was before.
    await connection.begin({ foreignKeysOff: true });
    await connection.change("UPDATE children SET id = 3");
    await connection.commit();
    expect(await ask("SELECT id FROM children")).toEqual([{ id: 3 }]);
  });

  it("gives rows in batches while it does other work", async () => {
    const found: unknown[] = [];
    for await (const batch of connection.stream("SELECT id FROM parents ORDER BY id", [], 2)) {
      expect(batch.length).toBeLessThanOrEqual(2);
      found.push(...batch.map(({ id }) => id));
      await connection.query("SELECT 1 AS one");
    }
    expect(found).toEqual([1, 2, 11]);
  });

  it("lets one runner at a time hold the lock", async () => {
    const lock = await connection.lock("mig_version", 1000, () => undefined);
    const other = row.driver === "pglite" ? connection : await connect();
    let told = false;
    await expect(other.lock("mig_version", 1000, () => (told = true))).rejects.toMatchObject({
      code: "lock-timeout",
    });
    expect(told).toBe(true);
    await lock.release();
    await (await other.lock("mig_version", 5000, () => undefined)).release();
    if (other !== connection) await other.close();
  });

  it("writes nothing when it was opened to read", async ({ skip }) => {
    skip(row.driver === "pglite", "PGlite has one connection, which is here to write");
    const reading = await connect({ readOnly: true });
    expect([...(await reading.query("SELECT id FROM parents WHERE id = 11"))]).toEqual([{ id: 11 }]);
    await expect(reading.change("INSERT INTO parents (id) VALUES (50)")).rejects.toMatchObject({
      code: "statement-failed",
    });
    await reading.close();
  });

  it("has an empty database beside it to try things on", async () => {
    const scratch = await (await openDialect(row.dialect)).scratch(connection);
    await scratch?.connection.run([statement("CREATE TABLE parents (other integer)")]);
    expect(await scratch?.connection.query("SELECT * FROM parents")).toHaveLength(0);
    await scratch?.drop();
    expect(await ask("SELECT id FROM parents WHERE id = 11")).toEqual([{ id: 11 }]);
  });
});

/** A client as an application makes it, open on `place`. */
const clients: readonly {
  readonly driver: string;
  readonly dialect: "postgresql" | "sqlite";
  readonly open: (place: string) => Promise<{ readonly client: unknown; close(): unknown }>;
  readonly missing?: boolean;
}[] = [
  {
    driver: "better-sqlite3",
    dialect: "sqlite",
    async open(place) {
      const client = new (await import("better-sqlite3")).default(place);
      return { client, close: () => client.close() };
    },
  },
  {
    driver: "libsql",
    dialect: "sqlite",
    async open(place) {
      const client = (await import("@libsql/client")).createClient({ url: `file:${place}` });
      return { client, close: () => client.close() };
    },
  },
  {
    driver: "node:sqlite",
    dialect: "sqlite",
    missing: !hasNodeSqlite,
    async open(place) {
      const { DatabaseSync } = process.getBuiltinModule("node:sqlite" as "node:fs") as unknown as {
        readonly DatabaseSync: new (path: string) => { close(): void };
      };
      const client = new DatabaseSync(place);
      return { client, close: () => client.close() };
    },
  },
  {
    driver: "postgres",
    dialect: "postgresql",
    async open(place) {
      const client = (await import("postgres")).default(place);
      return { client, close: () => client.end() };
    },
  },
  {
    driver: "a pool of pg",
    dialect: "postgresql",
    async open(place) {
      const { Pool } = (await installed("pg")) as unknown as {
        readonly Pool: new (config: object) => { end(): Promise<void> };
      };
      const client = new Pool({ connectionString: place });
      return { client, close: () => client.end() };
    },
  },
  {
    driver: "pglite",
    dialect: "postgresql",
    async open() {
      const client = new (await import("@electric-sql/pglite")).PGlite();
      return { client, close: () => client.close() };
    },
  },
];

describe.each(clients.filter(({ missing }) => missing !== true))(
  "an application's client of $driver",
  (row) => {
    let folder: string;
    let database: PostgresDatabase | null = null;
    let opened: Awaited<ReturnType<(typeof row)["open"]>>;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "mig-client-"));
      const isServer = row.dialect === "postgresql" && row.driver !== "pglite";
      if (isServer) database = await createPostgresDatabase();
      opened = await row.open(database?.url ?? join(folder, "app.db"));
    });
    afterAll(async () => {
      await opened.close();
      await database?.drop();
      rmSync(folder, { recursive: true, force: true });
    });

    it("tells the dialect, and is known by one driver alone", () => {
      expect(dialectOfClient(opened.client)).toBe(row.dialect);
    });

    it("migrates, and stays open", async () => {
      writeFileSync(
        join(folder, "a.sql"),
        "-- revision: a\n-- down-revision:\n-- upgrade\nCREATE TABLE users (id integer PRIMARY KEY);\n",
      );
      const config = { client: opened.client, revisions: folder };
      expect((await migrate({ config })).to).toEqual(["a"]);
      expect((await migrate({ config })).steps).toEqual([]);
    });
  },
);

it.each([null, 1, "x", {}, () => 1, { prepare: () => 1 }])(
  "takes %j for no client of any driver",
  async (client) => {
    expect(dialectOfClient(client)).toBeNull();
    if (client === null) return;
    await expect((await openDialect("sqlite")).connect({ client })).rejects.toMatchObject({
      code: "connection-failed",
      message: expect.stringContaining("no client of better-sqlite3, libsql, node:sqlite"),
    });
  },
);

describe("the setting `driver`", () => {
  const connect = async (target: ConnectTarget): Promise<Connection> =>
    (await openDialect("sqlite")).connect(target);

  it("may name the package", async () => {
    const connection = await connect({ url: ":memory:", driver: "@libsql/client" });
    expect(connection.driver).toBe("drizzle-orm/sqlite-proxy");
    await connection.close();
  });

  it("must name a driver of the dialect", async () => {
    await expect(connect({ url: ":memory:", driver: "pg" })).rejects.toMatchObject({
      code: "unknown-driver",
      hint: expect.stringContaining("better-sqlite3, libsql, node:sqlite"),
    });
  });

  it("is not needed for a server of libSQL, which is named without its token", async () => {
    const failed = connect({ url: "http://127.0.0.1:9?authToken=secret" });
    await expect(failed).rejects.toMatchObject({
      code: "connection-failed",
      message: expect.stringMatching(/http:\/\/127\.0\.0\.1:9(?!\?)/u),
    });
    await expect(failed).rejects.not.toThrow("secret");
  });

  it.each<[title: string, given: Record<string, boolean>, driver: string | undefined, wanted: string]>([
    ["the first that is installed", { a: true, b: true }, undefined, "a"],
    ["the next one where that is not", { a: false, b: true }, undefined, "b"],
    ["the one that is named", { a: true, b: true }, "b", "b"],
    ["nothing else for the one that is named", { a: true, b: false }, "b", "driver-missing"],
    ["nothing where none is installed", { a: false, b: false }, undefined, "driver-missing"],
  ])("takes %s", async (_title, given, driver, wanted) => {
    const table = Object.entries(given).map(([name, there]) => ({
      name,
      package: name,
      lacks: null,
      takes: () => true,
      knows: () => false,
      code: async () => ({
        opener: async () => (there ? async () => ({ label: name }) as Connection : null),
        overClient: () => Promise.reject(new Error("no client is given")),
      }),
    }));
    const opened = connectBy("sqlite", table, { url: "x", ...(driver === undefined ? {} : { driver }) });
    expect(
      await opened.then(
        ({ label }) => label,
        (error: { code: string }) => error.code,
      ),
    ).toBe(wanted);
  });

  it("names what would have to be there", async ({ skip }) => {
    skip(hasNodeSqlite, "this Node has the driver");
    await expect(connect({ url: ":memory:", driver: "node:sqlite" })).rejects.toMatchObject({
      code: "driver-missing",
      hint: expect.stringContaining("Node 22.16"),
    });
  });
});
