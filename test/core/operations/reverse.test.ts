import { describe, expect, it } from "vitest";
import { applyOperations } from "../../../src/core/operations/apply.ts";
import { defineOperation } from "../../../src/core/operations/custom.ts";
import { make } from "../../../src/core/operations/make.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import { reverseOperation, reverseOperations } from "../../../src/core/operations/reverse.ts";
import { emptySchema, type Schema } from "../../../src/core/schema/schema.ts";
import { normal } from "../diff/normal.ts";

const built = applyOperations(emptySchema, [
  make.createSchema("auth"),
  make.createSchema("empty"),
  make.createEnum({ name: "mood", values: ["a", "b", "c"] }),
  make.createTable({
    name: "auth.users",
    columns: [
      { name: "id", type: "integer", nullable: false, comment: "key", autoincrement: true },
      { name: "name", type: "text", default: "'x'", collation: "C" },
      { name: "mood", type: "mood", default: "'b'::mood" },
      { name: "boss", type: "integer" },
    ],
    primaryKey: { name: "users_pkey", columns: ["id"] },
    uniques: [{ name: "users_name_key", columns: ["name"] }, { columns: ["name", "mood"] }],
    checks: [{ expression: "name <> ''" }],
    foreignKeys: [
      { columns: ["boss"], references: { table: "auth.users", columns: ["id"] }, onDelete: "cascade" },
    ],
    comment: "people",
  }),
  make.createTable({
    name: "bare",
    columns: [{ name: "id", type: "integer", nullable: false }],
    checks: [{ name: "late", expression: "id > 0", validated: false }],
    foreignKeys: [{ columns: ["id"], references: { table: "bare", columns: ["id"] }, validated: false }],
  }),
  make.createIndex("bare", { name: "bare_id", columns: ["id"], unique: true }),
  make.createIndex("auth.users", { name: "by_name", columns: ["name"], where: "name <> ''" }),
  make.createView({ name: "names", query: "SELECT name FROM auth.users", materialized: true }),
  make.createRole({ name: "staff", createDb: true }),
  make.createSequence({ name: "numbers", increment: "2" }),
  make.createSequence({ name: "auth.tickets" }),
  make.alterSequence("auth.tickets", { ownedBy: { schema: "auth", table: "users", column: "id" } }),
  make.alterColumn("auth.users", "boss", { default: "nextval('auth.tickets'::regclass)" }),
  make.setRowSecurity("auth.users", { enabled: true }),
  make.createPolicy("auth.users", { name: "own", using: "id = 1", roles: ["staff"] }),
  make.createPolicy("vault.keys", { name: "none", command: "insert", check: "false" }),
]);
const before: Schema = {
  ...built,
  tables: built.tables.map((table) => ({ ...table, triggers: [{ name: "t", sql: "CREATE TRIGGER t …" }] })),
};

const row = { name: "auth.users" };
const reversible: readonly Operation[] = [
  make.createSchema("other"),
  make.dropSchema("empty"),
  make.renameSchema("auth", "people"),
  make.createEnum({ name: "kind", values: ["a"] }),
  make.dropEnum("mood"),
  make.renameEnum("mood", "humour"),
  make.moveEnum("mood", "auth"),
  make.addEnumValue("mood", "x", { before: "b" }),
  make.renameEnumValue("mood", "b", "z"),
  make.changeEnum("mood", ["a", "c"], { b: "c" }),
  make.createTable({ name: "auth.posts", columns: [] }),
  make.dropTable(row.name),
  make.renameTable(row.name, "people"),
  make.moveTable(row.name, null),
  make.moveTable("bare", "auth"),
  make.setTableComment(row.name, null),
  make.addColumn(row.name, { name: "age", type: "integer" }),
  make.dropColumn(row.name, "id"),
  make.dropColumn(row.name, "name"),
  make.dropColumn(row.name, "boss"),
  make.renameColumn(row.name, "name", "title"),
  make.alterColumn(row.name, "name", { type: "varchar(9)", default: null, nullable: false, collation: null }),
  make.alterColumn(row.name, "id", { comment: null, identity: { always: true }, autoincrement: false }),
  make.alterColumn(row.name, "mood", { generated: { expression: "lower(name)", stored: true } }),
  make.dropPrimaryKey(row.name),
  make.createUniqueConstraint(row.name, { columns: ["boss"] }),
  make.createCheckConstraint(row.name, { name: "c", expression: "id > 0" }),
  make.createForeignKey(row.name, { columns: ["id"], references: { table: "auth.users", columns: ["id"] } }),
  make.dropConstraint(row.name, "users_name_key"),
  make.dropConstraint(row.name, "users_pkey"),
  make.dropConstraint(row.name, { unique: ["name", "mood"] }),
  make.dropConstraint(row.name, { check: "name <> ''" }),
  make.dropConstraint(row.name, { foreignKey: ["boss"] }),
  make.renameConstraint(row.name, "users_pkey", "pk"),
  make.createUniqueConstraint(row.name, { columns: ["name"] }, { usingIndex: "by_name" }),
  make.createPrimaryKey("bare", { columns: ["id"] }, { usingIndex: "bare_id" }),
  make.validateConstraint("bare", "late"),
  make.validateConstraint("bare", { foreignKey: ["id"] }),
  make.createIndex(row.name, { name: "new", columns: ["id"] }, { concurrently: true }),
  make.dropIndex(row.name, "by_name"),
  make.renameIndex(row.name, "by_name", "other"),
  make.createView({ name: "ids", query: "SELECT id FROM auth.users" }),
  make.dropView("names"),
  make.createRole({ name: "guests", inherit: false }),
  make.alterRole("staff", { createDb: false, createRole: true }),
  make.renameRole("staff", "people"),
  make.dropRole("staff"),
  make.alterView("names", { with: [["fillfactor", "70"]], accessMethod: "mine" }),
  make.alterView("names", { query: "SELECT id FROM auth.users" }),
  make.renameView("names", "titles"),
  make.moveView("names", "auth"),
  make.createSequence({ name: "other", min: "5" }),
  make.dropSequence("numbers"),
  make.dropSequence("auth.tickets"),
  make.renameSequence("auth.tickets", "seats"),
  make.moveSequence("numbers", "auth"),
  make.moveSequence("auth.tickets", null),
  make.alterSequence("numbers", { increment: null, cycle: true }),
  make.alterSequence("auth.tickets", { ownedBy: null }),
  make.setRowSecurity(row.name, { enabled: false, forced: true }),
  make.createPolicy(row.name, { name: "all" }),
  make.dropPolicy(row.name, "own"),
  make.renamePolicy(row.name, "own", "mine"),
  make.alterPolicy(row.name, "own", { using: "true", roles: ["public"] }),
  make.alterPolicy(row.name, "own", { check: "true" }),
  make.createPolicy("vault.keys", { name: "some" }),
  make.dropPolicy("vault.keys", "none"),
  make.alterPolicy("vault.keys", "none", { check: "true" }),
];

describe("reversing an operation", () => {
  it.each(reversible.map((operation) => [operation.kind, operation] as const))(
    "undoes %s exactly",
    (_kind, operation) => {
      const reverse = reverseOperation(operation, before);
      const back = applyOperations(before, [operation, ...(reverse ?? [])]);
      const forget = (schema: Schema): Schema => ({
        ...schema,
        // Triggers come back as SQL, of which the structure knows nothing.
        tables: schema.tables.map((table) => ({ ...table, triggers: [] })),
      });
      expect(reverse).not.toBeNull();
      expect(normal(forget(back))).toEqual(normal(forget(before)));
    },
  );

  it("undoes what was done without locking out writers in the same way", () => {
    const options = { concurrently: true };
    const index = { name: "by_name", columns: ["name"], where: "name <> ''" };
    expect(reverseOperation(make.dropIndex(row.name, "by_name", options), before)).toEqual([
      make.createIndex(row.name, index, options),
    ]);
    expect(reverseOperation(make.createIndex(row.name, { ...index, name: "new" }, options), before)).toEqual([
      make.dropIndex(row.name, "new", options),
    ]);
    expect(reverseOperation(make.dropIndex(row.name, "by_name"), before)?.[0]?.args).toHaveLength(2);
  });

  it("makes triggers again with their table", () => {
    const reverse = reverseOperation(make.dropTable(row.name), before);
    expect(reverse).toContainEqual(make.execute("CREATE TRIGGER t …", ""));
  });

  it("undoes SQL by the SQL that was given for it", () => {
    expect(reverseOperation(make.execute("A", "B"), before)).toEqual([make.execute("B", "A")]);
    expect(reverseOperation(make.execute("A", ""), before)).toEqual([]);
  });

  it.each([
    make.execute("DELETE FROM users"),
    make.bulkInsert("users", [{ id: 1 }]),
    make.createIndex(row.name, { columns: ["id"] }),
    defineOperation({ name: "noReverse", sql: {} })({}),
  ])("says that nothing undoes $kind", (operation) => {
    expect(reverseOperation(operation, before)).toBeNull();
    expect(reverseOperations([make.dropView("names"), operation], before)).toBeNull();
  });

  it("asks an operation of the user's own what undoes it", () => {
    const grant = defineOperation<{ to: string }>({
      name: "grant",
      sql: {},
      reverse: ({ to }, { tables }) => make.execute(`REVOKE ALL FROM ${to} -- ${tables.length}`),
    });
    expect(reverseOperation(grant({ to: "me" }), before)).toEqual([make.execute("REVOKE ALL FROM me -- 2")]);
  });

  it("undoes a list last first, each from the structure it started from", () => {
    const operations = [
      make.renameColumn(row.name, "name", "title"),
      make.dropColumn(row.name, "title"),
      make.renameTable(row.name, "people"),
    ];
    const reverse = reverseOperations(operations, before) ?? [];
    expect(reverse[0]).toEqual(make.renameTable("auth.people", "users"));
    expect(reverse[1]).toMatchObject({ kind: "addColumn", args: ["auth.users", { name: "title" }] });
    expect(normal(applyOperations(before, [...operations, ...reverse]))).toEqual(normal(before));
  });
});
