import { describe, expect, it } from "vitest";
import { make } from "../../../src/core/operations/make.ts";
import { reverseOperation } from "../../../src/core/operations/reverse.ts";
import type { Schema } from "../../../src/core/schema/schema.ts";
import type { Connection } from "../../../src/dialects/dialect.ts";
import { postgres } from "../../../src/dialects/postgres/index.ts";
import { everything, openPostgres, perform } from "../../support/postgres-databases.ts";
import { saidInSql } from "../../../src/dialects/sql.ts";

async function schemaOf(connection: Connection): Promise<Schema> {
  return postgres.introspect(connection, everything);
}

async function numbers(connection: Connection, sequence: string, count = 2): Promise<readonly string[]> {
  const rows = await connection.query(
    saidInSql(`SELECT nextval('${sequence}')::text AS n FROM generate_series(1, ${count})`),
  );
  return rows.map(({ n }) => String(n));
}

describe("a sequence", () => {
  it("that a column owns without being serial is read, and goes and comes with it", async () => {
    const connection = await openPostgres();
    await connection.query(
      "CREATE SEQUENCE tickets; CREATE TABLE t (id integer, n bigint DEFAULT nextval('tickets')); ALTER SEQUENCE tickets OWNED BY t.n",
    );
    const before = await schemaOf(connection);
    expect(before.sequences).toMatchObject([
      { name: "tickets", ownedBy: { schema: null, table: "t", column: "n" } },
    ]);
    const drop = make.dropColumn("t", "n");
    const back = reverseOperation(drop, before) ?? [];
    await perform(connection, drop);
    expect((await schemaOf(connection)).sequences).toEqual([]);
    await perform(connection, ...back);
    expect(await schemaOf(connection)).toEqual(before);
  });

  it("of a serial column, of an identity or of an extension is not one of its own", async () => {
    const connection = await openPostgres();
    await connection.query(
      "CREATE TABLE t (a serial, b bigserial, c integer GENERATED ALWAYS AS IDENTITY, d smallserial)",
    );
    expect((await schemaOf(connection)).sequences).toEqual([]);
  });

  it.each([
    ["starts over where its place is below the new bounds", { min: "50" }, ["50", "51"]],
    ["goes on where its place is within them", { max: "900", cache: "1" }, ["4", "5"]],
    ["counts down from where it is", { increment: "-1", min: "-9", max: "9" }, ["2", "1"]],
  ] as const)("%s", async (_title, change, next) => {
    const connection = await openPostgres();
    await perform(connection, make.createSequence({ name: "s" }));
    await numbers(connection, "s", 3);
    await perform(connection, make.alterSequence("s", change));
    expect(await numbers(connection, "s")).toEqual(next);
  });

  it("that counts down goes on from where it is", async () => {
    const connection = await openPostgres();
    await perform(connection, make.createSequence({ name: "s", increment: "-2" }));
    await numbers(connection, "s", 3);
    await perform(connection, make.alterSequence("s", { cache: "1" }));
    expect(await numbers(connection, "s")).toEqual(["-7", "-9"]);
  });

  it("that gave no number yet begins where it is told later", async () => {
    const connection = await openPostgres();
    await perform(connection, make.createSequence({ name: "s" }), make.alterSequence("s", { start: "70" }));
    expect(await numbers(connection, "s")).toEqual(["70", "71"]);
  });

  it("of an identity starts over where its place is below the new bounds", async () => {
    const connection = await openPostgres();
    await perform(
      connection,
      make.createTable({
        name: "t",
        columns: [
          { name: "id", type: "integer", identity: {} },
          { name: "a", type: "text" },
        ],
      }),
    );
    await connection.query("INSERT INTO t (a) VALUES ('x')");
    await perform(connection, make.alterColumn("t", "id", { identity: { min: "100", always: true } }));
    await connection.query("INSERT INTO t (a) VALUES ('y')");
    expect(await connection.query("SELECT id FROM t ORDER BY id")).toEqual([{ id: 1 }, { id: 100 }]);
  });

  it("moves to another namespace and back, and defaults go on counting by it", async () => {
    const connection = await openPostgres();
    await perform(
      connection,
      make.createSchema("shop"),
      make.createSequence({ name: "s" }),
      make.createTable({ name: "t", columns: [{ name: "id", type: "integer", default: "nextval('s')" }] }),
      make.moveSequence("s", "shop"),
    );
    const moved = await schemaOf(connection);
    expect(moved.sequences).toMatchObject([{ schema: "shop", name: "s" }]);
    expect(moved.tables[0]?.columns[0]?.default).toBe("nextval('shop.s'::regclass)");
    await perform(connection, make.moveSequence("shop.s", null));
    expect((await schemaOf(connection)).sequences).toMatchObject([{ schema: null, name: "s" }]);
  });
});

describe("a policy", () => {
  async function guarded(): Promise<Connection> {
    const connection = await openPostgres();
    await perform(
      connection,
      make.createEnum({ name: "mood", values: ["sad", "happy"] }),
      make.createTable({
        name: "t",
        columns: [
          { name: "id", type: "integer" },
          { name: "mood", type: "mood" },
        ],
        rowSecurity: true,
        forcedRowSecurity: true,
      }),
      make.createTable({ name: "other", columns: [{ name: "id", type: "integer" }] }),
      make.createView({ name: "ids", query: "SELECT id FROM t" }),
      make.createPolicy("t", { name: "own", using: "id > 0 AND mood = 'happy'" }),
      make.createPolicy("t", {
        name: "both",
        permissive: false,
        command: "update",
        using: "true",
        check: "id < 9",
      }),
      make.createPolicy("other", { name: "by view", using: "id IN (SELECT ids.id FROM ids)" }),
      make.createPolicy("other", {
        name: "by table",
        command: "select",
        using: "EXISTS (SELECT 1 FROM t WHERE t.mood = 'sad')",
      }),
    );
    return connection;
  }

  it("stays as it is around a change of a type that it reads, also through a view or another table", async () => {
    const connection = await guarded();
    const names = async (): Promise<unknown> =>
      (await schemaOf(connection)).tables.map(({ name, rowSecurity, forcedRowSecurity, policies }) => ({
        name,
        rowSecurity,
        forcedRowSecurity,
        policies: policies.map(({ using: _using, check: _check, ...policy }) => policy),
      }));
    const before = await names();
    await perform(connection, make.alterColumn("t", "id", { type: "bigint" }));
    expect(await names()).toEqual(before);
    await perform(connection, make.changeEnum("mood", ["happy", "sad", "calm"]));
    expect(await names()).toEqual(before);
    await perform(connection, make.changeEnum("mood", ["happy", "calm"], { sad: "calm" }));
    expect(await names()).toEqual(before);
    const [other] = (await schemaOf(connection)).tables;
    expect(other?.policies.find(({ name }) => name === "by table")?.using).toContain("calm");
  });

  it("is renamed and altered in place", async () => {
    const connection = await guarded();
    await perform(
      connection,
      make.renamePolicy("t", "both", 'it\'s "both"'),
      make.alterPolicy("t", 'it\'s "both"', { roles: ["pg_monitor"], check: "id < 7" }),
      make.setRowSecurity("t", { forced: false }),
    );
    const table = (await schemaOf(connection)).tables.find(({ name }) => name === "t");
    expect(table).toMatchObject({ rowSecurity: true, forcedRowSecurity: false });
    expect(table?.policies.find(({ name }) => name.startsWith("it"))).toEqual({
      name: 'it\'s "both"',
      permissive: false,
      command: "update",
      roles: ["pg_monitor"],
      using: "true",
      check: "id < 7",
    });
  });
});
