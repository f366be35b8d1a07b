import { expect, onTestFinished, test } from "vitest";
import { make } from "../../src/core/operations/make.ts";
import { buildGraph } from "../../src/core/graph/revision-graph.ts";
import { emptySchema, type Schema } from "../../src/core/schema/schema.ts";
import { applyOperation } from "../../src/core/operations/apply.ts";
import type { Converted } from "../../src/import/convert.ts";
import { positionOf } from "../../src/import/kit-position.ts";
import { readKitRows } from "../../src/import/kit-rows.ts";
import type { KitMigration } from "../../src/import/read.ts";
import { draw } from "../support/graphs.ts";
import { sqliteDatabase } from "../support/sqlite-database.ts";

const noon = Date.parse("2026-01-01T12:00:00.000Z");

function migration(name: string, when: number, wholeSeconds = false): KitMigration {
  return { name, when, wholeSeconds, sql: "", hashes: [`#${name}`], follows: [], shape: null };
}

type Row = readonly [hash: string | null, at: number | null, name?: string];

test.each<[what: string, migrations: readonly KitMigration[], rows: readonly Row[], found: object]>([
  ["its time", [migration("a", noon)], [["#a", noon]], { applied: ["a"] }],
  [
    "its time, where the file was edited since",
    [migration("a", noon), migration("b", noon + 1)],
    [["#other", noon]],
    { applied: ["a"], edited: ["a"] },
  ],
  [
    "its hash among those of one moment",
    [migration("a", noon), migration("b", noon), migration("c", noon)],
    [
      ["#b", noon],
      ["#c", noon],
    ],
    { applied: ["b", "c"] },
  ],
  [
    "what is left of one moment, where the hash is nobody's",
    [migration("a", noon), migration("b", noon)],
    [
      ["#a", noon],
      ["#other", noon],
    ],
    { applied: ["a", "b"], edited: ["b"] },
  ],
  [
    "its second, where no more is known of it",
    [migration("a", noon, true), migration("b", noon + 1000, true)],
    [["#other", noon + 1999]],
    { applied: ["b"], edited: ["b"] },
  ],
  [
    "no second, where the moment is known",
    [migration("a", noon)],
    [["#other", noon + 1]],
    { orphans: ["#other of 2026-01-01T12:00:00.001Z"] },
  ],
  ["its hash, where the times were rewritten", [migration("a", noon)], [["#a", 7]], { applied: ["a"] }],
  ["its name alone", [migration("a", noon)], [[null, null, "a"]], { applied: ["a"] }],
  ["nothing", [migration("a", noon)], [[null, null, "z"]], { orphans: ["z"] }],
  ["nothing that has a name", [], [[null, null]], { orphans: ["? of an unknown time"] }],
])("a row of drizzle-kit's is found by %s", async (_, migrations, rows, found) => {
  const database = await sqliteDatabase();
  const { connection, dialect } = database;
  onTestFinished(() => connection.close());
  await database.script(
    "CREATE TABLE kit (id INTEGER PRIMARY KEY, hash text, created_at numeric, name text)",
  );
  for (const row of rows)
    await connection.change(
      "INSERT INTO kit (hash, created_at, name) VALUES (?, ?, ?)",
      [...row, null].slice(0, 3),
    );
  const read = await readKitRows(dialect, connection, "kit", migrations);
  expect({ ...read, applied: [...(read?.applied ?? [])] }).toEqual({
    applied: [],
    edited: [],
    orphans: [],
    ...found,
  });
});

const operation = (table: string): ReturnType<typeof make.createTable> =>
  make.createTable({ name: table, columns: [{ name: "id", type: "integer" }] });

/** A history of three that make a table each, `b` older than `c` and beside it; of the first of another nothing can be told. */
const history = draw("a -> b; a -> c; untold -> d");
const converted = history.map(({ id, downRevisions }, index): Converted => ({
  migration: migration(id, noon + index),
  id,
  downRevisions,
  upgrade: [],
  repairs: [],
  downgrade: null,
  remark: null,
  transaction: true,
  effect: id === "untold" ? null : { operations: [operation(id)], silent: false, unknown: null },
}));

function having(...tables: readonly string[]): Schema {
  return tables.map(operation).reduce(applyOperation, emptySchema);
}

test.each<[what: string, run: readonly string[], live: Schema, position: object]>([
  [
    "counts as run where what it does is there",
    ["a", "c"],
    having("a", "b", "c"),
    { heads: ["b", "c"], pending: [], assumed: ["b"], blocking: [] },
  ],
  [
    "is a hole where what it does is not there",
    ["a", "c"],
    having("a", "c"),
    {
      heads: ["c"],
      pending: [{ revision: "b", name: "b", isHole: true, isPresent: false }],
      assumed: [],
      blocking: [],
    },
  ],
  [
    "blocks where others rest on it",
    ["b", "c"],
    having("b", "c"),
    {
      heads: ["b", "c"],
      pending: [{ revision: "a", name: "a", isHole: true, isPresent: false }],
      assumed: [],
      blocking: ["a"],
    },
  ],
  [
    "blocks where others rest on it and nothing can be told of it",
    ["a", "b", "c", "d"],
    having("a", "b", "c", "d"),
    {
      heads: ["b", "c", "d"],
      pending: [{ revision: "untold", name: "untold", isHole: true, isPresent: null }],
      assumed: [],
      blocking: ["untold"],
    },
  ],
  [
    "is none where it is newer than all that were run",
    ["a", "b"],
    having("a", "b", "c"),
    {
      heads: ["b"],
      pending: [{ revision: "c", name: "c", isHole: false, isPresent: true }],
      assumed: [],
      blocking: [],
    },
  ],
])("a migration that drizzle-kit has passed over %s", (_, run, live, position) => {
  const rows = { applied: new Set(run), edited: [], orphans: [] };
  const { pending, ...found } = positionOf(buildGraph(history), converted, rows, live);
  const others = run.includes("d") ? [] : ["untold", "d"];
  expect({ ...found, pending: pending.filter(({ name }) => !others.includes(name)) }).toEqual(position);
});
