import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { operationsOf } from "../../../src/core/diff/change.ts";
import { diffSchemas } from "../../../src/core/diff/diff.ts";
import { make } from "../../../src/core/operations/make.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import type { Schema } from "../../../src/core/schema/schema.ts";
import { rules } from "../../../src/dialects/sqlite/rules.ts";
import { normalize } from "../../../src/dialects/sqlite/normalize/normalize.ts";
import { canonical } from "../../../src/dialects/sqlite/normalize/canonical.ts";
import { arbitrarySchema } from "../../support/arbitraries.ts";
import { sqliteDatabase } from "../../support/sqlite-database.ts";

/** The schema with all names in capital letters. */
function shouted(schema: Schema): Schema {
  const text = JSON.stringify(schema, (key, value: unknown) => {
    if (typeof value === "string" && ["name", "table", "column"].includes(key)) return upper(value);
    if (!Array.isArray(value) || (key !== "columns" && key !== "reads")) return value;
    return value.map((each: unknown) => (typeof each === "string" ? upper(each) : each));
  });
  return JSON.parse(text) as Schema;
}

const upper = (name: string): string => name.replaceAll(/[a-z]/gu, (letter) => letter.toUpperCase());

function difference(live: Schema, wanted: Schema): readonly Operation[] {
  const normalized = normalize(canonical(wanted), canonical(live));
  return operationsOf(diffSchemas(canonical(live), normalized, rules, { renames: [] }));
}

describe("names that differ in the case of ASCII letters alone", () => {
  it("are the same, whatever they name", () => {
    fc.assert(
      fc.property(arbitrarySchema("sqlite", { views: true }), (schema) => {
        expect(difference(schema, shouted(schema))).toEqual([]);
        expect(difference(shouted(schema), schema)).toEqual([]);
      }),
    );
  });

  it("are those of the live table in what changes besides", async () => {
    const [live, wanted] = [await sqliteDatabase(), await sqliteDatabase()];
    await live.script(`CREATE TABLE Users (Id INTEGER PRIMARY KEY, Name TEXT); CREATE INDEX Users_Name ON Users (Name);
      CREATE TABLE posts (author INT REFERENCES Users (Id)); INSERT INTO Users VALUES (1, 'ann')`);
    await wanted.script(`CREATE TABLE users (ID INTEGER PRIMARY KEY, name TEXT NOT NULL, "MAIL" TEXT); CREATE INDEX users_name ON users (name);
      CREATE TABLE Posts (AUTHOR INT REFERENCES users (id) ON DELETE CASCADE)`);
    const operations = difference(await live.schema(), await wanted.schema());
    expect(operations.map(({ kind, args }) => [kind, args[0]])).toEqual([
      ["addColumn", "Users"],
      ["execute", expect.stringContaining(`UPDATE "Users" SET "Name"`)],
      ["alterColumn", "Users"],
      ["dropConstraint", "posts"],
      ["createForeignKey", "posts"],
    ]);
    await live.apply(...operations);
    expect(difference(await live.schema(), await wanted.schema())).toEqual([]);
    expect(await live.rows("SELECT name FROM users")).toEqual([{ Name: "ann" }]);
    await live.connection.close();
    await wanted.connection.close();
  });

  it("are not those of a table that is wanted by its exact name", async () => {
    const live = await sqliteDatabase();
    await live.script("CREATE TABLE Äpfel (a); CREATE TABLE t (x, Y)");
    const schema = await live.schema();
    const [apples, plain] = schema.tables;
    if (apples === undefined || plain === undefined) throw new Error("no tables");
    const other = { ...schema, tables: [plain, apples, { ...apples, name: "äpfel" }] };
    expect(difference(schema, other).map(({ kind }) => kind)).toEqual(["createTable"]);
    await live.connection.close();
  });

  it("tell constraints of one table apart that differ in nothing else", async () => {
    const live = await sqliteDatabase();
    await live.script("CREATE TABLE t (a, CONSTRAINT twice CHECK (a > 0), CONSTRAINT Twice CHECK (a < 9))");
    const schema = await live.schema();
    expect(difference(schema, schema)).toEqual([]);
    await live.connection.close();
  });

  it("can be changed by a revision that says so", async () => {
    const live = await sqliteDatabase();
    await live.script(`CREATE TABLE users (name TEXT, a INT CHECK (a > 0)); CREATE INDEX i ON users (name);
      CREATE VIEW v AS SELECT name FROM users; INSERT INTO users VALUES ('ann', 1)`);
    await live.apply(
      make.renameTable("users", "Users"),
      make.renameColumn("Users", "name", "NAME"),
      make.renameIndex("Users", "i", "I"),
    );
    await live.apply(make.alterColumn("Users", "a", { type: "real" }), make.renameColumn("Users", "a", "A"));
    const table = await live.table("Users");
    expect(table.columns.map(({ name, type }) => [name, type])).toEqual([
      ["NAME", "text"],
      ["A", "real"],
    ]);
    expect(table.indexes[0]?.name).toBe("I");
    expect(await live.rows("SELECT * FROM v")).toEqual([{ NAME: "ann" }]);
    await live.connection.close();
  });
});
