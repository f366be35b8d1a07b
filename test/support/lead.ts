import { expect, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import { revision } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { saidInSql } from "../../src/dialects/sql.ts";
import type { Environment } from "../../src/project/environment.ts";
import { createDrizzleProject } from "./scenario.ts";

/** A project on PostgreSQL whose schema is written anew for each command. */
export interface Led {
  readonly folder: string;
  /** The project with this schema, where every question is answered with yes. */
  readonly at: (schema: string) => Promise<Environment>;
  /** The rows of a query, the values of each as one text. */
  readonly ask: (sql: string) => Promise<readonly string[]>;
}

/** Make such a project, which goes with the test; `head` comes before every schema. */
export async function createLed(head: string): Promise<Led> {
  const made = await createDrizzleProject("postgresql");
  onTestFinished(() => made.remove());
  return {
    folder: made.folder,
    at(schema) {
      made.write("schema.ts", head + schema);
      return made.open({ schema: "schema.ts" }, { confirm: () => Promise.resolve(true) });
    },
    ask: async (sql) =>
      (await made.open()).connected(async ({ connection }) =>
        (await connection.query(saidInSql(sql))).map((row) => Object.values(row).join(" ")),
      ),
  };
}

/** Write the revision for a schema and run it; the summaries of what was left before it. */
export async function lead(
  at: (schema: string) => Promise<Environment>,
  schema: string,
  renames: readonly string[] = [],
): Promise<readonly string[]> {
  const { operations } = await check(await at(schema), { renames });
  const { proven } = await revision(await at(schema), { autogenerate: true, renames });
  if (operations.length > 0) expect(proven).toBe(true);
  await upgrade(await at(schema), { target: "head" });
  expect((await check(await at(schema))).operations).toEqual([]);
  return operations.map(({ summary }) => summary);
}
