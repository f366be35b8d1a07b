import { describe, expect, it, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { revision } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { saidInSql } from "../../src/dialects/sql.ts";
import type { Environment } from "../../src/project/environment.ts";
import { catalogue } from "../support/catalogue.ts";
import { createDrizzleProject } from "../support/scenario.ts";

const head = `import { sql } from "drizzle-orm";
import { customType, integer, numeric, pgTable, text } from "drizzle-orm/pg-core";
const own = (name: string) => customType<{ data: string; driverData: string }>({ dataType: () => name })();
`;

const types = [
  "CREATE SCHEMA kinds",
  "CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%') DEFAULT 'a@b'",
  'CREATE DOMAIN kinds."Amount" AS numeric(10,2) NOT NULL',
  "CREATE TYPE pair AS (one integer, two text)",
  "CREATE TYPE span AS RANGE (subtype = integer)",
];

interface Step {
  readonly columns: string;
  /** Rows that are there before the step. */
  readonly rows?: string;
}

const stories: readonly { readonly title: string; readonly steps: readonly Step[] }[] = [
  {
    title: "are used, with defaults and arrays",
    steps: [
      {
        columns: `mail: own("email"), sum: own('kinds."Amount"').default("1.50"), pairs: own("pair").array()`,
      },
      {
        columns: `mail: own("email").notNull().default("x@y"), sum: own('kinds."Amount"').default("2"), pairs: own("pair").array(), span: own("span").default(sql\`'[1,2)'\`)`,
        rows: "INSERT INTO people (id, mail, sum, pairs) VALUES (1, 'q@r', 5, '{\"(1,x)\"}'), (2, NULL, 6, NULL)",
      },
    ],
  },
  {
    title: "take the place of what they are made of, and give it back",
    steps: [
      { columns: `mail: text(), sum: numeric({ precision: 10, scale: 2 })` },
      {
        columns: `mail: own("email"), sum: own('kinds."Amount"')`,
        rows: "INSERT INTO people (id, mail, sum) VALUES (1, 'q@r', 5)",
      },
      { columns: `mail: text().notNull(), sum: numeric({ precision: 12, scale: 2 })` },
    ],
  },
  {
    title: "stand under indexes and checks that change",
    steps: [
      { columns: `mail: own("email"), span: own("span")` },
      { columns: `mail: own("email"), span: own("span"), low: own("email").array().default(sql\`'{}'\`)` },
      { columns: `low: own("email").array().default(["a@b"])` },
    ],
  },
];

describe("types that others have made on postgresql", () => {
  it.each(stories)("$title", async ({ steps }) => {
    const made = await createDrizzleProject("postgresql");
    onTestFinished(() => made.remove());
    const ask = async (sql: string): Promise<unknown> =>
      (await made.open()).connected(async ({ connection }) => connection.query(saidInSql(sql)));
    const at = (columns: string): Promise<Environment> => {
      made.write(
        "schema.ts",
        `${head}export const people = pgTable("people", { id: integer().primaryKey(), ${columns} });\n`,
      );
      return made.open({ schema: "schema.ts" }, { confirm: () => Promise.resolve(true) });
    };
    const facts = async (columns: string): Promise<unknown> =>
      (await at(columns)).connected(async ({ connection }) => catalogue("postgresql", connection));
    for (const sql of types) await ask(sql);
    const seen: unknown[] = [];
    for (const { columns, rows } of steps) {
      if (rows !== undefined) await ask(rows);
      const written = await revision(await at(columns), { autogenerate: true });
      expect(written.proven).toBe(true);
      await upgrade(await at(columns), { target: "head" });
      expect((await check(await at(columns))).operations.map(({ summary }) => summary)).toEqual([]);
      seen.push(await facts(columns));
    }
    for (const [back, { columns }] of [...steps.entries()].slice(0, -1).toReversed()) {
      await downgrade(await at(columns), { target: "-1" });
      expect(await facts(columns)).toEqual(seen[back]);
    }
  });
});
