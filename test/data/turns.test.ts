import { expect, it, onTestFinished } from "vitest";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createProject } from "../support/project.ts";

it("lets the application have its turn between two batches, also where the driver never waits", async () => {
  const project = await createProject("sqlite");
  onTestFinished(() => project.remove());
  project.revision(
    "a",
    null,
    `export async function upgrade(op) {
  await op.execute("CREATE TABLE t (id integer PRIMARY KEY, done integer)");
  await op.bulkInsert("t", Array.from({ length: 50 }, (_, id) => ({ id })));
}`,
  );
  project.revision(
    "b",
    "a",
    `export async function upgrade(op) { await op.backfill({ table: "t", set: { done: "1" }, size: 10 }); }`,
    "export const transaction = false;",
  );
  let turns = 0;
  let next = setImmediate(function turn() {
    turns += 1;
    next = setImmediate(turn);
  });
  onTestFinished(() => clearImmediate(next));
  const seen: number[] = [];
  const report = ({ kind }: { readonly kind: string }): void =>
    void (kind === "progress" && seen.push(turns));
  await upgrade(await project.open({}, { report }), { target: "heads" });
  expect(seen.length).toBeGreaterThanOrEqual(5);
  expect(new Set(seen.slice(0, 5)).size).toBe(5);
});
