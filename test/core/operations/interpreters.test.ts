import { describe, expect, it } from "vitest";
import { applyOperation, applyOperations } from "../../../src/core/operations/apply.ts";
import { defineOperation } from "../../../src/core/operations/custom.ts";
import { describeOperation } from "../../../src/core/operations/describe.ts";
import { operationKinds } from "../../../src/core/operations/every-operation.ts";
import type { HazardKind } from "../../../src/core/lint/rule.ts";
import { hazardsOf } from "../../../src/core/operations/hazards.ts";
import { dependenciesOf } from "../../../src/core/operations/dependencies.ts";
import { wholeTable } from "../../../src/core/operations/loss.ts";
import { commonSql } from "../../../src/core/sql/lexical.ts";
import { lossesOf } from "../../../src/core/operations/losses.ts";
import { seesData, subjectOf } from "../../../src/core/operations/subject.ts";
import { make } from "../../../src/core/operations/make.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import { isPresent } from "../../../src/core/operations/present.ts";
import { emptySchema } from "../../../src/core/schema/schema.ts";

const before = applyOperations(emptySchema, [
  make.createSchema("auth"),
  make.createEnum({ name: "mood", values: ["a", "b"] }),
  make.createTable({
    name: "users",
    columns: [
      { name: "id", type: "integer", nullable: false },
      { name: "name", type: "text" },
      { name: "mood", type: "mood" },
      { name: "loud", type: "text", generated: { expression: "upper(name)", stored: true } },
    ],
    primaryKey: { name: "users_pkey", columns: ["id"] },
    uniques: [{ name: "u", columns: ["name"] }],
    checks: [
      { name: "c", expression: "name <> ''" },
      { name: "late", expression: "name <> 'x'", validated: false },
    ],
  }),
  make.createIndex("users", { name: "i", columns: ["name"] }),
  make.createIndex("users", { name: "j", columns: ["mood"], unique: true }),
  make.createView({ name: "v", query: "SELECT 1 FROM users" }),
  make.createRole({ name: "staff" }),
  make.createRole({ name: "public_relations" }),
  make.createSequence({ name: "numbers" }),
  make.createPolicy("users", { name: "own", using: "id = 1" }),
]);

const grant = defineOperation<{ to: string }>({
  name: "grant",
  sql: {},
  describe: ({ to }) => `grant to ${to}`,
  hazards: ({ to }) => [`${to} may be nobody`],
  present: ({ to }, live) => live.namespaces.includes(to),
});

interface Row {
  readonly operation: Operation;
  readonly line: string;
  readonly hazards: readonly HazardKind[];
  /** Whether its effect is there before it; after it, it always is, unless nobody can tell. */
  readonly present: boolean | null;
}
const row = (
  operation: Operation,
  line: string,
  hazards: readonly HazardKind[],
  present: boolean | null = false,
): Row => ({
  operation,
  line,
  hazards,
  present,
});

const rows: readonly Row[] = [
  row(make.createSchema("x"), "create schema x", []),
  row(make.dropSchema("auth"), "drop schema auth", ["may-fail"]),
  row(make.createEnum({ name: "k", values: ["a", "b"] }), "create type k (a, b)", []),
  row(make.dropEnum("mood"), "drop type mood", ["may-fail"]),
  row(make.renameSchema("auth", "a"), "rename schema auth to a", ["breaking"]),
  row(make.renameEnum("mood", "m"), "rename type mood to m", ["breaking"]),
  row(make.moveEnum("mood", "auth"), "move type mood to auth", ["breaking"]),
  row(make.addEnumValue("mood", "c", { after: "a" }), "add label c to mood after a", []),
  row(make.renameEnumValue("mood", "a", "x"), "rename label mood.a to x", ["breaking"]),
  row(make.changeEnum("mood", ["b"]), "change labels of mood to b", ["may-fail", "lock"]),
  row(make.changeEnum("mood", ["b"], { a: "b" }), "change labels of mood to b", ["data-loss", "lock"]),
  row(make.createTable({ name: "t", columns: [{ name: "a", type: "int" }] }), "create table t (a)", []),
  row(make.dropTable("users"), "drop table users", ["data-loss"]),
  row(make.renameTable("users", "p"), "rename table users to p", ["breaking"]),
  row(make.moveTable("users", "auth"), "move table users to auth", ["breaking"]),
  row(make.setTableComment("users", "x"), "comment on users: x", []),
  row(
    make.addColumn("users", { name: "x", type: "int", default: "1" }),
    "add column users.x int default 1",
    [],
  ),
  row(
    make.addColumn("users", { name: "x", type: "int", nullable: false }),
    "add column users.x int not null",
    ["may-fail"],
  ),
  row(make.addColumn("users", { name: "x", type: "int", identity: {} }), "add column users.x int identity", [
    "lock",
  ]),
  row(make.dropColumn("users", "name"), "drop column users.name", ["data-loss"]),
  row(make.dropColumn("users", "loud"), "drop column users.loud", ["breaking"]),
  row(make.renameColumn("users", "name", "x"), "rename column users.name to x", ["breaking"]),
  row(make.alterColumn("users", "name", { nullable: false }), "alter column users.name: not null", [
    "may-fail",
    "lock",
  ]),
  row(
    make.alterColumn("users", "name", { type: "int", default: "1" }),
    "alter column users.name: type int, default 1",
    ["may-fail", "lock"],
  ),
  row(
    make.alterColumn("users", "id", { type: "smallint" }),
    "alter column users.id: type smallint",
    ["may-fail", "lock"],
    null,
  ),
  row(
    make.alterColumn("users", "id", { type: "bigint" }),
    "alter column users.id: type bigint",
    ["lock"],
    null,
  ),
  row(make.dropPrimaryKey("users"), "drop primary key of users", []),
  row(make.createUniqueConstraint("users", { columns: ["id"] }), "add unique on users (id)", [
    "may-fail",
    "lock",
  ]),
  row(
    make.createCheckConstraint("users", { name: "k", expression: "id > 0" }),
    "add check k on users (id > 0)",
    ["may-fail", "lock"],
  ),
  row(
    make.createForeignKey("users", { columns: ["id"], references: { table: "users", columns: ["id"] } }),
    "add foreign key on users (id) to users (id)",
    ["may-fail", "lock"],
  ),
  row(make.dropConstraint("users", { unique: ["name"] }), "drop constraint unique (name) of users", []),
  row(
    make.createUniqueConstraint("users", { columns: ["mood"] }, { usingIndex: "j" }),
    "add unique on users (mood) using index j",
    [],
  ),
  row(make.validateConstraint("users", "late"), "validate constraint late of users", ["may-fail"]),
  row(make.renameConstraint("users", "u", "x"), "rename constraint u of users to x", []),
  row(
    make.createIndex("users", {
      name: "x",
      unique: true,
      columns: ["id", { expression: "lower(name)", descending: true }],
      where: "id > 0",
    }),
    "create unique index x on users (id, lower(name) desc) where id > 0",
    ["may-fail", "lock"],
  ),
  row(
    make.createIndex("users", { name: "x", columns: ["id"] }, { concurrently: true }),
    "create index x on users (id) concurrently",
    [],
  ),
  row(make.dropIndex("users", "i"), "drop index i of users", ["lock"]),
  row(make.renameIndex("users", "i", "x"), "rename index i of users to x", []),
  row(
    make.createView({ name: "w", query: "SELECT 1", materialized: true }),
    "create materialized view w",
    [],
  ),
  row(make.createRole({ name: "guests" }), "create role guests", []),
  row(make.alterRole("staff", { inherit: false, createDb: true }), "alter role staff: no inherit, createDb", [
    "breaking",
  ]),
  row(make.renameRole("staff", "people"), "rename role staff to people", ["breaking"]),
  row(make.dropRole("staff"), "drop role staff", ["breaking"]),
  row(make.dropRole("staff", { madeHere: true }), "drop role staff, where it was made here", ["breaking"]),
  row(make.createSequence({ name: "s" }), "create sequence s", []),
  row(make.dropSequence("numbers"), "drop sequence numbers", ["breaking"]),
  row(make.renameSequence("numbers", "n"), "rename sequence numbers to n", ["breaking"]),
  row(make.moveSequence("numbers", "auth"), "move sequence numbers to auth", ["breaking"]),
  row(
    make.alterSequence("numbers", {
      increment: "5",
      ownedBy: { schema: null, table: "users", column: "id" },
    }),
    "alter sequence numbers: increment 5, owned by users.id",
    [],
  ),
  row(make.setRowSecurity("users", { enabled: true }), "row level security of users: on", ["breaking"]),
  row(
    make.createPolicy("users", { name: "p", permissive: false, command: "update", check: "id > 0" }),
    "create policy p on users restrictive for update to public with check (id > 0)",
    ["breaking"],
  ),
  row(make.dropPolicy("users", "own"), "drop policy own of users", ["breaking"]),
  row(make.renamePolicy("users", "own", "mine"), "rename policy own of users to mine", []),
  row(
    make.alterPolicy("users", "own", { roles: ["staff"], using: "id = 2" }),
    "alter policy own of users: roles staff, using (id = 2)",
    ["breaking"],
  ),
  row(make.dropView("v"), "drop view v", ["breaking"]),
  row(
    make.alterView("v", { with: [["security_barrier", "true"]], tablespace: null }),
    "alter view v: with (security_barrier = true), tablespace as usual",
    ["lock"],
  ),
  row(make.renameView("v", "w"), "rename view v to w", ["breaking"]),
  row(make.moveView("v", "auth"), "move view v to auth", ["breaking"]),
  row(make.execute("SELECT\n  1"), "execute SELECT 1", [], null),
  row(make.bulkInsert("users", [{ id: 1 }]), "insert 1 row into users", [], null),
  row(grant({ to: "auth" }), "grant to auth", ["may-fail"], true),
];

describe("what is said of an operation", () => {
  it.each(rows)("$line", ({ operation, line, hazards, present }) => {
    expect(describeOperation(operation)).toBe(line);
    expect(hazardsOf(operation, before, commonSql).map(({ kind }) => kind)).toEqual(hazards);
    expect(isPresent(operation, before)).toBe(present);
    if (operation.kind !== "custom" && operation.kind !== "execute" && operation.kind !== "bulkInsert") {
      expect(isPresent(operation, applyOperation(before, operation))).toBe(true);
    }
  });

  it("takes what an operation loses for what may hurt, in the same words", () => {
    for (const { operation } of rows) {
      const lost = hazardsOf(operation, before, commonSql).filter(({ kind }) => kind === "data-loss");
      expect(lost.map(({ text }) => text)).toEqual(
        lossesOf(operation, before, commonSql).map(({ text }) => text),
      );
    }
  });

  it("covers every kind", () => {
    const said = new Set(rows.map(({ operation }) => operation.kind));
    expect(operationKinds.filter((kind) => !said.has(kind))).toEqual(["createPrimaryKey"]);
  });

  it("knows a primary key by its columns", () => {
    const add = make.createPrimaryKey("users", { columns: ["id"] });
    expect(describeOperation(add)).toBe("add primary key users (id)");
    expect(isPresent(add, before)).toBe(true);
    expect(isPresent(make.createPrimaryKey("users", { columns: ["name"] }), before)).toBe(false);
    expect(hazardsOf(add, before, commonSql).map(({ kind }) => kind)).toEqual(["may-fail", "lock"]);
  });

  it("cannot tell an unnamed check that the database may say in other words", () => {
    expect(isPresent(make.createCheckConstraint("users", { expression: "name <> ''" }), before)).toBe(true);
    expect(isPresent(make.createCheckConstraint("users", { expression: "name != ''" }), before)).toBeNull();
  });

  it("cannot tell a rename when both names are there, or neither", () => {
    expect(isPresent(make.renameColumn("users", "name", "mood"), before)).toBeNull();
    expect(isPresent(make.renameColumn("users", "x", "y"), before)).toBeNull();
    expect(isPresent(make.renameTable("x", "users"), before)).toBe(true);
  });

  it("takes what went with its table for dropped, and what would be in it for absent", () => {
    expect(isPresent(make.dropColumn("gone", "a"), before)).toBe(true);
    expect(isPresent(make.addColumn("gone", { name: "a", type: "int" }), before)).toBe(false);
  });

  it("has words and no opinion for an operation that says nothing of itself", () => {
    const plain = defineOperation<number>({ name: "plain", sql: {} })(1);
    expect(describeOperation(plain)).toBe("plain(…)");
    expect(hazardsOf(plain, before, commonSql)).toEqual([]);
    expect(isPresent(plain, before)).toBeNull();
  });

  it("asks the definition of an operation of one's own for every facet", () => {
    const move = defineOperation<string>({
      name: "move",
      sql: {},
      apply: (name, schema) => ({ ...schema, namespaces: [...schema.namespaces, name] }),
      losses: (name) => [wholeTable(`empties ${name}`, name)],
      dependencies: (name) => ({ needs: [`table:${name}`] }),
      subject: (name) => name,
      sees: () => "structure",
      hazards: (name, schema) => [
        { kind: "breaking", text: `${name} of ${schema.tables.length} tables moves` },
      ],
    })("users");
    expect(applyOperation(before, move).namespaces).toEqual(["auth", "users"]);
    expect(lossesOf(move, before, commonSql).map(({ table }) => table)).toEqual(["users"]);
    expect(dependenciesOf(move, before).needs).toEqual(["table:users"]);
    expect(subjectOf(move)).toBe("users");
    expect(seesData(move)).toBe(false);
    expect(hazardsOf(move, before, commonSql)).toEqual([
      { rule: "drop-table", kind: "data-loss", text: "empties users" },
      { rule: "own-danger", kind: "breaking", text: "users of 1 tables moves" },
    ]);
  });
});
