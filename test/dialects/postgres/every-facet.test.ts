import { beforeAll, describe, expect, it } from "vitest";
import { make } from "../../../src/core/operations/make.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import type {
  IndexSpec,
  PolicySpec,
  SequenceSpec,
  TableSpec,
  ViewSpec,
} from "../../../src/core/operations/spec.ts";
import {
  completeIndex,
  completePolicy,
  completeSequence,
  completeTable,
} from "../../../src/core/schema/complete.ts";
import type { Schema } from "../../../src/core/schema/schema.ts";
import type { Connection } from "../../../src/dialects/dialect.ts";
import { postgres } from "../../../src/dialects/postgres/index.ts";
import { saidInSql } from "../../../src/dialects/sql.ts";
import { createPostgresDatabase } from "../../support/databases.ts";
import { everything, perform } from "../../support/postgres-databases.ts";

// Everything that can be said is said, and nothing is what the server would do anyway.
const parent: TableSpec = {
  name: "odd.parent",
  columns: [
    { name: "a", type: "integer", nullable: false },
    { name: "b", type: "integer", nullable: false },
  ],
  primaryKey: { name: "parent_key", columns: ["b", "a"], comment: "of two" },
};
const marked: TableSpec = {
  name: "odd.marked",
  columns: [
    { name: "a", type: "integer", nullable: false },
    { name: "b", type: "integer", nullable: false },
    { name: "c", type: "integer" },
  ],
  primaryKey: {
    name: "marked_key",
    columns: ["b"],
    include: ["c"],
    with: [["fillfactor", "60"]],
    deferrable: "deferred",
    clustered: true,
  },
  uniques: [
    {
      name: "other",
      columns: ["a"],
      include: ["b", "c"],
      with: [["fillfactor", "50"]],
      replicaIdentity: true,
    },
  ],
};
const table: TableSpec = {
  name: "odd.it's",
  comment: "a \\ and an ' in it",
  rowSecurity: true,
  forcedRowSecurity: true,
  columns: [
    {
      name: "id",
      type: "integer",
      nullable: false,
      identity: {
        always: true,
        sequence: "counted",
        start: "5",
        increment: "2",
        min: "3",
        max: "900",
        cache: "4",
        cycle: true,
      },
    },
    {
      name: "text",
      type: "varchar(10)",
      nullable: false,
      default: "'x'",
      collation: "C",
      storage: "external",
      statistics: 50,
      comment: "C:\\new's",
    },
    { name: "x", type: "integer", statistics: 0 },
    { name: "y", type: "integer" },
    { name: "flag", type: "boolean", default: "NOT false" },
    { name: "stored", type: "integer", generated: { expression: "x * 2", stored: true } },
  ],
  uniques: [
    { name: "deferred", columns: ["y", "x"], nullsNotDistinct: true, deferrable: "deferred", comment: "u" },
    { name: "immediate", columns: ["text"], deferrable: "immediate" },
  ],
  checks: [
    { name: "alone", expression: "x > 0", noInherit: true, comment: "c" },
    { name: "late", expression: "y > 0", validated: false, comment: "later" },
  ],
  foreignKeys: [
    {
      name: "all",
      columns: ["x", "y"],
      references: { table: "odd.parent", columns: ["b", "a"] },
      onUpdate: "cascade",
      onDelete: "set null",
      onDeleteColumns: ["y"],
      matchFull: true,
      deferrable: "deferred",
      comment: "f",
    },
    {
      name: "late_key",
      columns: ["y", "x"],
      references: { table: "odd.parent", columns: ["b", "a"] },
      onUpdate: "restrict",
      onDelete: "set default",
      deferrable: "immediate",
      validated: false,
    },
  ],
};
const indexes: readonly IndexSpec[] = [
  {
    name: "many",
    unique: true,
    nullsNotDistinct: true,
    columns: [
      { column: "x", descending: true, nulls: "last" },
      { column: "text", collation: "POSIX", opclass: "text_pattern_ops", nulls: "first" },
      { expression: "abs(x)", descending: true },
    ],
    include: ["y"],
    with: [
      ["deduplicate_items", "off"],
      ["fillfactor", "70"],
    ],
    where: "x > 1",
    comment: "i\\",
  },
  { name: "ordered", columns: ["y"], clustered: true },
  { name: "spread", method: "hash", columns: ["text"] },
];
const identity: IndexSpec = { name: "rows", unique: true, columns: ["a", "b"], replicaIdentity: true };
const policies: readonly PolicySpec[] = [
  { name: "all of it" },
  {
    name: "narrow",
    permissive: false,
    command: "update",
    roles: ["pg_monitor", "pg_signal_backend"],
    using: "x > 0",
    check: "x < 9",
  },
  { name: "reads", command: "select", roles: ["pg_monitor"], using: "true" },
  { name: "removes", command: "delete", using: "true" },
  { name: "writes", command: "insert", check: "true" },
];
const sequence: SequenceSpec = {
  name: "odd.numbers",
  type: "smallint",
  start: "-7",
  increment: "-2",
  min: "-90",
  max: "-5",
  cache: "3",
  cycle: true,
};
const views: readonly ViewSpec[] = [
  {
    name: "odd.guarded",
    query: " SELECT b,\n    a\n   FROM odd.parent",
    with: [
      ["check_option", "cascaded"],
      ["security_barrier", "true"],
    ],
  },
  { name: "odd.kept", query: " SELECT a\n   FROM odd.parent", materialized: true, populated: false },
];

describe("everything that can be said of a structure on PostgreSQL", () => {
  let connection: Connection;
  let live: Schema;
  beforeAll(async () => {
    const database = await createPostgresDatabase();
    connection = await postgres.connect({ url: database.url });
    await perform(
      connection,
      make.createSchema("odd"),
      make.createEnum({ name: "odd.mood", values: ["it's", "b\\c", "a"] }),
      make.createSequence(sequence),
      make.createTable(parent),
      make.createTable(table),
      make.createTable(marked),
      make.createIndex(parent.name, identity),
      ...indexes.map((index): Operation => make.createIndex(table.name, index)),
      ...policies.map((policy): Operation => make.createPolicy(table.name, policy)),
      ...views.map((view): Operation => make.createView(view)),
      make.alterSequence("odd.numbers", { ownedBy: { schema: "odd", table: "parent", column: "a" } }),
    );
    live = await postgres.introspect(connection, everything);
    return async () => {
      await connection.close();
      await database.drop();
    };
  });

  it("is read back as it was said", () => {
    const [found, second, first] = live.tables;
    expect(first).toEqual({ ...completeTable(parent), indexes: [completeIndex(identity)] });
    expect(second).toEqual(completeTable(marked));
    expect({ ...found, indexes: [], policies: [] }).toEqual(completeTable(table));
    expect(found?.indexes).toEqual(indexes.map(completeIndex));
    expect(found?.policies).toEqual(policies.map(completePolicy));
    expect(live.enums).toEqual([{ schema: "odd", name: "mood", values: ["it's", "b\\c", "a"] }]);
    expect(live.sequences).toEqual([
      { ...completeSequence(sequence), ownedBy: { schema: "odd", table: "parent", column: "a" } },
    ]);
    expect(live.views).toMatchObject(
      views.map(({ query: _query, ...view }) => ({
        ...view,
        name: view.name.slice("odd.".length),
        materialized: view.materialized === true,
      })),
    );
  });

  it.each<[what: string, sql: string, said: readonly string[]]>([
    [
      "constraints",
      `SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'odd'::regnamespace AND contype <> 'n' ORDER BY conname`,
      [
        "all | FOREIGN KEY (x, y) REFERENCES odd.parent(b, a) MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL (y) DEFERRABLE INITIALLY DEFERRED",
        "alone | CHECK ((x > 0)) NO INHERIT",
        "deferred | UNIQUE NULLS NOT DISTINCT (y, x) DEFERRABLE INITIALLY DEFERRED",
        "immediate | UNIQUE (text) DEFERRABLE",
        "late | CHECK ((y > 0)) NOT VALID",
        "late_key | FOREIGN KEY (y, x) REFERENCES odd.parent(b, a) ON UPDATE RESTRICT ON DELETE SET DEFAULT DEFERRABLE NOT VALID",
        "marked_key | PRIMARY KEY (b) INCLUDE (c) DEFERRABLE INITIALLY DEFERRED",
        "other | UNIQUE (a) INCLUDE (b, c)",
        "parent_key | PRIMARY KEY (b, a)",
      ],
    ],
    [
      "indexes",
      "SELECT indexdef FROM pg_indexes WHERE indexname IN ('many', 'spread') ORDER BY indexname DESC",
      [
        `CREATE INDEX spread ON odd."it's" USING hash (text)`,
        `CREATE UNIQUE INDEX many ON odd."it's" USING btree (x DESC NULLS LAST, text COLLATE "POSIX" text_pattern_ops NULLS FIRST, abs(x) DESC) INCLUDE (y) NULLS NOT DISTINCT WITH (deduplicate_items=off, fillfactor='70') WHERE (x > 1)`,
      ],
    ],
    [
      "the marks of indexes",
      `SELECT c.relname, i.indisclustered, i.indisreplident, c.reloptions FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indisclustered OR i.indisreplident ORDER BY c.relname`,
      [
        "marked_key | true | false | fillfactor=60",
        "ordered | true | false | null",
        "other | false | true | fillfactor=50",
        "rows | false | true | null",
      ],
    ],
    [
      "columns",
      `SELECT attname, attnotnull, attidentity, attcollation::regcollation, attstorage, pg_get_expr(adbin, adrelid)
         FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE attrelid = 'odd."it''s"'::regclass AND attnum > 0 ORDER BY attnum`,
      [
        "id | true | a | - | p | null",
        `text | true |  | "C" | e | 'x'::character varying`,
        "x | false |  | - | p | null",
        "y | false |  | - | p | null",
        "flag | false |  | - | p | (NOT false)",
        "stored | false |  | - | p | (x * 2)",
      ],
    ],
    [
      "policies",
      "SELECT policyname, permissive, roles, cmd, qual, with_check FROM pg_policies ORDER BY policyname",
      [
        "all of it | PERMISSIVE | public | ALL | null | null",
        "narrow | RESTRICTIVE | pg_monitor,pg_signal_backend | UPDATE | (x > 0) | (x < 9)",
        "reads | PERMISSIVE | pg_monitor | SELECT | true | null",
        "removes | PERMISSIVE | public | DELETE | true | null",
        "writes | PERMISSIVE | public | INSERT | null | true",
      ],
    ],
    [
      "sequences",
      `SELECT sequencename, data_type, start_value, min_value, max_value, increment_by, cycle, cache_size
         FROM pg_sequences ORDER BY sequencename`,
      [
        "counted | integer | 5 | 3 | 900 | 2 | true | 4",
        "numbers | smallint | -7 | -90 | -5 | -2 | true | 3",
      ],
    ],
    [
      "relations",
      `SELECT relname, relkind, reloptions, relrowsecurity, relforcerowsecurity, relispopulated
         FROM pg_class WHERE relnamespace = 'odd'::regnamespace AND relkind IN ('r', 'v', 'm') ORDER BY relname`,
      [
        "guarded | v | check_option=cascaded,security_barrier=true | false | false | true",
        "it's | r | null | true | true | true",
        "kept | m | null | false | false | false",
        "marked | r | null | false | false | true",
        "parent | r | null | false | false | true",
      ],
    ],
    [
      "comments",
      `SELECT classoid::regclass, objsubid, description FROM pg_description
        WHERE objoid >= 16384 GROUP BY 1, 2, 3 ORDER BY description COLLATE "C", 1`,
      [
        "pg_class | 2 | C:\\new's",
        "pg_class | 0 | a \\ and an ' in it",
        "pg_constraint | 0 | c",
        "pg_constraint | 0 | f",
        "pg_class | 0 | i\\",
        "pg_constraint | 0 | later",
        "pg_class | 0 | made by drizzle-mig",
        "pg_policy | 0 | made by drizzle-mig",
        "pg_constraint | 0 | of two",
        "pg_constraint | 0 | u",
      ],
    ],
  ])("is what the server itself says of %s", async (_what, sql, said) => {
    const rows = await connection.query(saidInSql(sql));
    expect(rows.map((row) => Object.values(row).map(String).join(" | "))).toEqual(said);
  });
});
