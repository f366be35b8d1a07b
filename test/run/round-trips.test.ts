import { describe, expect, it, onTestFinished } from "vitest";
import { downgrade } from "../../src/commands/downgrade.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { make } from "../../src/core/operations/make.ts";
import { completeTable } from "../../src/core/schema/complete.ts";
import { emptySchema } from "../../src/core/schema/schema.ts";
import { postgres } from "../../src/dialects/postgres/index.ts";
import { createQueue, type Sink } from "../../src/run/queue.ts";
import { createProject, type Project } from "../support/project.ts";
import { openSlowWire } from "../support/slow-wire.ts";

const body = (number: number): string => `export async function upgrade(op) {
  await op.createTable({ name: "t${number}", columns: [{ name: "id", type: "integer" }, { name: "name", type: "text" }] });
  await op.createIndex("t${number}", { name: "t${number}_name", columns: ["name"] });
}
export async function downgrade(op) {
  await op.dropIndex("t${number}", "t${number}_name");
}`;

/** How many answers more a step costs, from runs of few steps and of many. */
async function perStep(
  project: Project,
  run: (steps: number, url: string) => Promise<unknown>,
): Promise<number> {
  const wire = await openSlowWire(project.url);
  onTestFinished(() => wire.close());
  const [few, many] = [2, 7];
  const start = wire.roundTrips();
  await run(few, wire.url);
  const between = wire.roundTrips();
  await run(many, wire.url);
  return (wire.roundTrips() - between - (between - start)) / (many - few);
}

describe("a step on PostgreSQL", () => {
  it("waits for the server twice more than its own statements do, on the way up and down", async () => {
    const project = await createProject("postgresql");
    onTestFinished(() => project.remove());
    for (let number = 0; number <= 9; number += 1)
      project.revision(`r${number}`, number === 0 ? null : `r${number - 1}`, body(number));

    // The first run of all looks whether somebody else has been here.
    await upgrade(await project.open(), { target: "r0" });
    const up = await perStep(project, async (steps, url) =>
      upgrade(await project.open({ url }), { target: `+${steps}` }),
    );
    expect(up).toBe(2 + 2);
    const down = await perStep(project, async (steps, url) =>
      downgrade(await project.open({ url }), { target: `-${steps}` }),
    );
    expect(down).toBe(1 + 2);
  });
});

describe("operations of one call", () => {
  const columns = [{ name: "id", type: "integer" }];
  const calls = [
    make.createTable({ name: "a", columns }),
    make.execute("SELECT 1"),
    make.alterColumn("t", "id", { type: "bigint" }),
    make.createIndex("t", { name: "i", columns: ["id"] }),
  ];

  it.each<readonly [string, Partial<Sink>, readonly string[]]>([
    [
      "at once where nobody looks, but for what must see the structure",
      {},
      ["createTable execute", "alterColumn createIndex"],
    ],
    [
      "one by one where somebody looks",
      { guard: () => null },
      ["createTable", "execute", "alterColumn createIndex"],
    ],
    [
      "one by one where each stays",
      { stays: true },
      ["createTable", "execute", "alterColumn", "createIndex"],
    ],
  ])("are sent %s", async (_, more, sent) => {
    const runs: string[] = [];
    const queue = createQueue(postgres, {
      structure: async () => ({ ...emptySchema, tables: [completeTable({ name: "t", columns })] }),
      run: async (_statements, operations) => void runs.push(operations.map(({ kind }) => kind).join(" ")),
      ...more,
    });
    await queue.add(...calls);
    await queue.drain();
    expect(runs).toEqual(sent);
  });
});
