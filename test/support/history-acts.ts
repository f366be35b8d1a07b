/** What a step is written as, which an act may depend on. */
interface Place {
  /** A number of its own in the history. */
  readonly n: number;
  readonly transaction: boolean;
}

/** The way up and the way down of an act, as the lines of a body. */
export type Act = (place: Place) => readonly [up: string, down: string];

/** What a step in code does; `t` has rows, and is there from the start. */
export const codeActs = {
  "a table": ({ n }) => [
    `await op.createTable({ name: "t${n}", columns: [{ name: "n", type: "integer" }] });
  await op.execute("INSERT INTO t${n} SELECT id FROM t");`,
    `await op.dropTable("t${n}");`,
  ],
  "a table that refers to another": ({ n }) => [
    `await op.createTable({ name: "r${n}", columns: [{ name: "t", type: "integer", references: { table: "t", column: "id" } }] });
  await op.bulkInsert("r${n}", [{ t: 1 }, { t: 2 }]);
  await op.createIndex("r${n}", { name: "ri${n}", columns: ["t"] });`,
    `await op.dropTable("r${n}");`,
  ],
  rows: ({ n }) => [
    `await op.execute("INSERT INTO t (id, n) SELECT id + ${n * 1000}, id FROM t WHERE id < 100");`,
    `await op.execute("DELETE FROM t WHERE id >= ${n * 1000} AND id < ${n * 1000 + 1000}");`,
  ],
  "a column": ({ n }) => [
    `await op.addColumn("t", { name: "c${n}", type: "integer", nullable: false, default: "${n}" });`,
    `await op.dropColumn("t", "c${n}");`,
  ],
  "a column that is filled": ({ n }) => [
    `await op.addColumn("t", { name: "f${n}", type: "integer" });
  await op.backfill({ table: "t", set: { f${n}: "n + 1" }, size: 7 });
  await op.alterColumn("t", "f${n}", { type: "text" });`,
    `await op.dropColumn("t", "f${n}");`,
  ],
  "a column that is renamed": ({ n }) => [
    `await op.addColumn("t", { name: "a${n}", type: "text", default: "'x'" });
  await op.renameColumn("t", "a${n}", "b${n}");`,
    `await op.renameColumn("t", "b${n}", "a${n}");
  await op.dropColumn("t", "a${n}");`,
  ],
  "an index": ({ n, transaction }) => [
    `await op.createIndex("t", { name: "i${n}", columns: ["n", "id"] }${concurrently(transaction)});`,
    `await op.dropIndex("t", "i${n}"${concurrently(transaction)});`,
  ],
  "a unique index": ({ n, transaction }) => [
    `await op.createIndex("t", { name: "u${n}", columns: ["id", "n"], unique: true }${concurrently(transaction)});`,
    `await op.dropIndex("t", "u${n}"${concurrently(transaction)});`,
  ],
  "a check": ({ n }) => [
    `await op.createCheckConstraint("t", { name: "k${n}", expression: "n > -${n}" });`,
    `await op.dropConstraint("t", "k${n}");`,
  ],
  "what is read": ({ n }) => [
    `const [{ most: most${n} }] = await op.query("SELECT max(n) AS most FROM t WHERE id < 100");
  await op.bulkInsert("marks", [{ mark: ${n}, seen: most${n} }]);`,
    `await op.execute("DELETE FROM marks WHERE mark = ${n}");`,
  ],
  "what is asked as it is written": ({ n }) => [
    `const [{ seen: seen${n} }] = await op.query("INSERT INTO marks SELECT ${n}, count(*) FROM marks RETURNING seen");
  await op.execute("INSERT INTO marks VALUES (${n}, 100 + " + seen${n} + ")");`,
    `await op.query("DELETE FROM marks WHERE mark = ${n}");`,
  ],
  "a walk": ({ n }) => [
    `await op.each("t", { size: 9 }, async (rows) => { for (const { id } of rows) await op.execute("INSERT INTO marks VALUES (${n}, " + id + ")"); });`,
    `await op.execute("DELETE FROM marks WHERE mark = ${n}");`,
  ],
  "what Drizzle writes": ({ n }) => [
    // A driver that answers at once does not wait for a rebuild by itself.
    `await op.query("SELECT 1");
  const say${n} = (text) => (op.dialect === "sqlite" ? op.db.run(text) : op.db.execute(text));
  await say${n}("INSERT INTO marks SELECT ${n}, count(*) FROM marks");
  await op.execute("INSERT INTO marks VALUES (${n}, 7)");
  await say${n}("UPDATE marks SET seen = seen + 10 WHERE mark = ${n}");`,
    `await op.query("SELECT 1"); await (op.dialect === "sqlite" ? op.db.run("DELETE FROM marks WHERE mark = ${n}") : op.db.execute("DELETE FROM marks WHERE mark = ${n}"));`,
  ],
  "what nobody waits for": ({ n }) => [
    `op.execute("INSERT INTO marks VALUES (${n}, 1)"); op.bulkInsert("marks", [{ mark: ${n}, seen: 2 }]); await op.execute("INSERT INTO marks VALUES (${n}, 3)");`,
    `op.execute("DELETE FROM marks WHERE mark = ${n} AND seen = 1"); await op.execute("DELETE FROM marks WHERE mark = ${n}");`,
  ],
} satisfies Readonly<Record<string, Act>>;

/** What a step in SQL does. */
export const sqlActs = {
  "a table": ({ n }) => [
    `CREATE TABLE t${n} (n integer);\nINSERT INTO t${n} SELECT id FROM t;`,
    `DROP TABLE t${n};`,
  ],
  rows: ({ n }) => [
    `INSERT INTO t (id, n) SELECT id + ${n * 1000}, id FROM t WHERE id < 100;`,
    `DELETE FROM t WHERE id >= ${n * 1000} AND id < ${n * 1000 + 1000};`,
  ],
  "a column": ({ n }) => [
    `ALTER TABLE t ADD COLUMN c${n} integer NOT NULL DEFAULT ${n};\nUPDATE t SET c${n} = n;`,
    `ALTER TABLE t DROP COLUMN c${n};`,
  ],
  marks: ({ n }) => [
    `INSERT INTO marks SELECT ${n}, count(*) FROM marks;`,
    `DELETE FROM marks WHERE mark = ${n};`,
  ],
} satisfies Readonly<Record<string, Act>>;

/** Acts of SQL that the databases say in different words. */
export const nativeActs = {
  "an index": {
    postgresql: ({ n, transaction }) => [
      `CREATE INDEX${transaction ? "" : " CONCURRENTLY"} i${n} ON t (n, id);`,
      `DROP INDEX${transaction ? "" : " CONCURRENTLY"} i${n};`,
    ],
    sqlite: ({ n }) => [`CREATE INDEX i${n} ON t (n, id);`, `DROP INDEX i${n};`],
  },
  "a type": {
    postgresql: ({ n }) => [
      `CREATE TYPE e${n} AS ENUM ('a', 'b');\nCREATE TABLE d${n} (e e${n} DEFAULT 'a');\nINSERT INTO d${n} VALUES ('b');`,
      `DROP TABLE d${n};\nDROP TYPE e${n};`,
    ],
    sqlite: ({ n }) => [
      `CREATE TABLE d${n} (e text CHECK (e IN ('a', 'b')));\nCREATE TRIGGER g${n} AFTER INSERT ON d${n} BEGIN INSERT INTO marks VALUES (${n}, 0); END;\nINSERT INTO d${n} VALUES ('b');`,
      `DROP TABLE d${n};\nDELETE FROM marks WHERE mark = ${n};`,
    ],
  },
} satisfies Readonly<Record<string, Readonly<Record<"postgresql" | "sqlite", Act>>>>;

function concurrently(transaction: boolean): string {
  return transaction ? "" : ", { concurrently: true }";
}
