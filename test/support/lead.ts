import { expect } from "vitest";
import { check } from "../../src/commands/check.ts";
import { revision } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { Environment } from "../../src/project/environment.ts";

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
