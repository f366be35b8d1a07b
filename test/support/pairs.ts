import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "oxc-transform";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createBench, type Bench } from "./bench.ts";
import { headOf } from "./pair.ts";
import type { Project } from "./project.ts";
import { lead, readBy, type Story } from "./scenario.ts";

/**
 * Two schemas as statements, under what the pair is about. What they name in the database begins with `~`, for which
 * each pair has a text of its own: many of them are led in one database at once.
 */
export type PairRow = readonly [title: string, before: string, after: string, story?: PairStory];

interface PairStory extends Pick<Story, "rows" | "renames" | "changed" | "edit" | "config"> {
  /** Of one generation of Drizzle alone; of both where absent. */
  readonly only?: "0.45" | "1.0";
  /** Not together with others, for what is not told apart by its name. */
  readonly alone?: true;
}

const generations = { "0.45": "drizzle-orm", "1.0": "drizzle-orm-v1" } as const;
const mine = process.env["MIG_TEST_DRIZZLE"] === "1.0" ? "1.0" : "0.45";
const other = mine === "1.0" ? "0.45" : "1.0";
const together = 16;

/**
 * A test for each pair: there and back by every judge of a scenario. Many are led together, and each alone where that
 * goes wrong. They are written with Drizzle 0.45 and read by 1.0 in the end; `MIG_TEST_DRIZZLE=1.0` has it the other
 * way round. Those that need an extension are skipped where the server lacks it.
 */
export function pairsOf(
  dialect: Project["dialect"],
  rows: readonly PairRow[],
  extension: string | null = null,
): void {
  const benches: Bench[] = [];
  let lacks = false;
  beforeAll(async () => {
    for (let each = 0; each < 2; each++)
      benches.push(await createBench(dialect, generations[mine], extension));
    lacks = extension !== null && (await benches[0]?.has(extension)) === false;
  });
  afterAll(() => Promise.all(benches.map((bench) => bench.remove())));

  const own = rows.filter(([, , , story]) => (story?.only ?? mine) === mine);
  const here = [...own, ...crossed(dialect, own)];
  const led = new Map<PairRow, () => Promise<Wrongs>>();
  for (const batch of batchesOf(here)) {
    let wrongs: Promise<Wrongs> | null = null;
    for (const row of batch)
      led.set(row, () => (wrongs ??= wrongsOf(batch, (some) => leadRows(dialect, benches, some))));
  }
  it.for(here.map((row) => [row[0], row] as const))("%s", async ([, row], { skip }) => {
    skip(lacks, `the server lacks the extension ${extension}`);
    const wrongs = await led.get(row)?.();
    if (wrongs?.has(row) === true) throw wrongs.get(row);
  });
}

type Wrongs = ReadonlyMap<PairRow, unknown>;

/** What goes wrong of pairs that are led together, told of as few of them as it needs. */
async function wrongsOf(
  rows: readonly PairRow[],
  leadThem: (rows: readonly PairRow[]) => Promise<void>,
): Promise<Wrongs> {
  try {
    await leadThem(rows);
    return new Map();
  } catch (error) {
    const half = rows.length >> 1;
    const wrongs =
      half === 0
        ? []
        : [
            ...(await wrongsOf(rows.slice(0, half), leadThem)),
            ...(await wrongsOf(rows.slice(half), leadThem)),
          ];
    return new Map(wrongs.length > 0 ? wrongs : rows.slice(-1).map((row) => [row, error]));
  }
}

function batchesOf(rows: readonly PairRow[]): readonly (readonly PairRow[])[] {
  const batches = rows.flatMap((row) =>
    row[3]?.alone === true || row[3]?.config !== undefined ? [[row]] : [],
  );
  const rest = rows.filter((row) => !batches.some(([first]) => first === row));
  for (let at = 0; at < rest.length; at += together) batches.push(rest.slice(at, at + together));
  return batches;
}

async function leadRows(
  dialect: Project["dialect"],
  [bench, fresh]: readonly Bench[],
  rows: readonly PairRow[],
): Promise<void> {
  if (bench === undefined || fresh === undefined) throw new Error("nothing was set up");
  const { project } = bench;
  await bench.clear();
  // As JavaScript, which Node imports faster than a loader compiles it; what it has imported stays, so that none may stand where another did.
  const batch = randomUUID();
  for (const side of ["before", "after"] as const) {
    rmSync(join(project.folder, side), { recursive: true, force: true });
    const modules = rows.map((row, index) => named(index, row[side === "before" ? 1 : 2]));
    for (const [index, text] of modules.entries())
      project.write(
        `${side}/${batch}/${module(index)}.mjs`,
        transformSync("module.ts", headOf(dialect) + text).code,
      );
    const exported = modules.map((text, index) => exportsOf(text, `./${side}/${batch}`, index));
    project.write(`${side}.ts`, exported.join(""));
  }
  const story = storyOf(rows);
  await lead(project, story, {
    proof: true,
    // Whoever wrote the pair takes the values that are made up as they are.
    read: (text) => text.replaceAll(" /* placeholder */", ""),
    async fresh() {
      await fresh.clear();
      return { project: fresh.project, remove: () => Promise.resolve() };
    },
  });
  if (rows.every(([, , , said]) => said?.only === undefined))
    expect(await readBy(project, generations[other], story), `what check finds on Drizzle ${other}`).toEqual(
      [],
    );
}

function storyOf(rows: readonly PairRow[]): Story {
  const all = (part: "rows" | "renames" | "changed"): readonly string[] =>
    rows.flatMap(([, , , story], index) => (story?.[part] ?? []).map((text) => named(index, text)));
  const edits = rows.flatMap(([, , , story], index) =>
    Object.entries(story?.edit ?? {}).map((pair) => pair.map((text) => named(index, text))),
  );
  const config = rows.length === 1 ? rows[0]?.[3]?.config : undefined;
  return {
    rows: all("rows"),
    renames: all("renames"),
    changed: all("changed"),
    edit: Object.fromEntries(edits) as Record<string, string>,
    ...(config === undefined ? {} : { config }),
  };
}

function module(index: number): string {
  return `p${index}_`;
}

function named(index: number, text: string): string {
  return text.replaceAll("~", module(index));
}

/** What a module exports, under names that no other has. */
function exportsOf(text: string, folder: string, index: number): string {
  const names = [...text.matchAll(/^export const (\w+)/gmu)].map(
    ([, name]) => `${name} as ${module(index)}${name}`,
  );
  return `export { ${names.join(", ")} } from "${folder}/${module(index)}.mjs";\n`;
}

/** Schemas of the pairs, each led to one of another pair: as many as `MIG_TEST_CROSS` says, by `MIG_TEST_SEED`. */
function crossed(dialect: Project["dialect"], rows: readonly PairRow[]): readonly PairRow[] {
  // A namespace of which nothing is declared any longer stays.
  const plain = rows.filter(
    ([, before, after]) => ![before, after].some((text) => text.includes("pgSchema(")),
  );
  let seed = Number(process.env["MIG_TEST_SEED"] ?? 1);
  const below = (limit: number): number => ((seed = (seed * 48271) % (2 ** 31 - 1)) >> 8) % limit;
  const schema = (): readonly [title: string, text: string] => {
    const [title, before, after] = plain[below(plain.length)] ?? ["", "", ""];
    return below(2) === 0 ? [`before "${title}"`, before] : [`after "${title}"`, after];
  };
  return Array.from({ length: Number(process.env["MIG_TEST_CROSS"] ?? 0) }, (_, at) => {
    const [[from, before], [to, after]] = [schema(), schema()];
    // So that there is a difference.
    const more = `export const more = ${dialect === "sqlite" ? "sqliteTable" : "pgTable"}("~more", { a: text() });\n`;
    return [`${at}: ${from} to ${to}`, before, after + more];
  });
}
