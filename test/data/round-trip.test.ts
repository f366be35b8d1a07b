import { rmSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Connection } from "../../src/dialects/dialect.ts";
import { openDialect } from "../../src/dialects/open-dialect.ts";
import { createDataProject, type DataProject } from "./data-project.ts";
import {
  postgresColumns,
  postgresLiteral,
  sqliteColumns,
  sqliteLiteral,
  type ColumnSample,
} from "./stored-values.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

/** How a table is written to files and read back. */
const forms = {
  JSON: `"out/rows.json"`,
  NDJSON: `"out/rows.ndjson"`,
  CSV: `"out/rows.csv"`,
  "a folder of JSON": `"out/rows", { name: (row) => "row " + row.nr }`,
  "JSON by a transform that changes nothing": `"out/rows.json", { transform: (row) => ({ ...row }) }`,
} as const;

const engines = {
  postgresql: {
    columns: postgresColumns,
    literal: postgresLiteral,
    setup: `CREATE TYPE mood AS ENUM ('ok', 'it''s', 'a,b', '{x}', 'NULL', '"q"', 'b\\s', '');
      CREATE DOMAIN words AS text[]; CREATE DOMAIN document AS jsonb; CREATE TYPE pair AS (a integer, b text);`,
    row: () => "rows::text",
  },
  sqlite: {
    columns: sqliteColumns,
    literal: sqliteLiteral,
    setup: "",
    row: (columns: number) =>
      Array.from(
        { length: columns },
        (_, index) => `typeof("column ${index}") || quote("column ${index}")`,
      ).join(" || ', ' || "),
  },
};

describe.each(["sqlite", "postgresql"] as const)("rows of %s, written to files and read back", (dialect) => {
  const { columns, literal, setup, row } = engines[dialect];
  let project: DataProject;
  let connection: Connection;
  const run = (sql: string): Promise<unknown> => connection.query(saidInSql(sql));
  beforeAll(async () => {
    project = await createDataProject(dialect);
    if (setup !== "") await project.execute(setup);
    connection = await (await openDialect(dialect)).connect({ url: project.url });
    for (const [index, args] of Object.values(forms).entries()) {
      const path = args.split(",")[0] ?? "";
      const seeding = args.includes("transform") ? `${path}, { transform: (row) => ({ ...row }) }` : path;
      project.revision(
        `form${index}`,
        null,
        `export async function upgrade(op) { await op.export("rows", ${args}); await op.execute("DELETE FROM rows"); await op.seed("rows", ${seeding}); }`,
      );
    }
  });
  afterAll(async () => {
    await connection.close();
    await project.remove();
  });

  const cell = (column: ColumnSample): fc.Arbitrary<string | null> => fc.option(column.value, { freq: 5 });
  const table = fc
    .uniqueArray(fc.constantFrom(...columns), { minLength: 1, maxLength: 6, selector: (each) => each.type })
    .chain((chosen) =>
      fc.record({
        chosen: fc.constant(chosen),
        rows: fc.array(fc.tuple(...chosen.map(cell)), { maxLength: 8 }),
      }),
    );

  const check = async (
    name: keyof typeof forms,
    chosen: readonly ColumnSample[],
    rows: readonly (readonly (string | null)[])[],
  ): Promise<void> => {
    rmSync(join(project.folder, "revisions/out"), { recursive: true, force: true });
    await run("DROP TABLE IF EXISTS rows");
    const list = chosen.map(({ type }, index) => `"column ${index}" ${type}`);
    await run(`CREATE TABLE rows (nr integer PRIMARY KEY, ${list.join(", ")})`);
    for (const [nr, values] of rows.entries()) {
      const texts = values.map((value) => (value === null ? "NULL" : literal(value)));
      await run(`INSERT INTO rows VALUES (${[nr, ...texts].join(", ")})`);
    }
    const everything = (): Promise<unknown> =>
      run(`SELECT ${row(chosen.length)} AS row FROM rows ORDER BY nr`);
    const before = await everything();
    await project.up(`form${Object.keys(forms).indexOf(name)}`);
    expect(await everything()).toEqual(before);
    expect(before).toHaveLength(rows.length);
    await project.down();
  };

  it.each(Object.keys(forms) as (keyof typeof forms)[])(
    "are the same through %s: every type",
    async (name) => {
      const values = columns.map((column) => [
        null,
        ...(column.examples ?? []),
        ...fc.sample(column.value, { numRuns: 30, seed: 1 }),
      ]);
      const most = Math.max(...values.map((each) => each.length));
      const rows = Array.from({ length: most }, (_, nr) => values.map((each) => each[nr] ?? null));
      await check(name, columns, rows);
    },
  );

  it.each(Object.keys(forms) as (keyof typeof forms)[])(
    "are the same through %s: any table",
    async (name) => {
      await fc.assert(
        fc.asyncProperty(table, ({ chosen, rows }) => check(name, chosen, rows)),
        { numRuns: 25 },
      );
    },
  );
});
