import { spawn } from "node:child_process";
import { join } from "node:path";

/** A process that is measured. */
export interface Contender {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether its memory is measured too; it must be a Node. */
  readonly memory?: boolean;
  /** Brings everything back to where the process starts from; not counted. */
  readonly before?: () => Promise<void> | void;
}

/** What one run of a contender needed. */
export interface Measured {
  readonly milliseconds: number;
  /** What it held in memory at most; null where that was not measured. */
  readonly megabytes: number | null;
}

/** What can be compared. */
export type Unit = keyof Measured;

/** What one contender needs, in proportion to another that ran beside it. */
export interface Ratio {
  readonly what: string;
  readonly beside: string;
  readonly median: number;
  readonly min: number;
  /** The middle half of the pairs. */
  readonly spread: readonly [low: number, high: number];
  /** The ratio that it should not pass, or null. */
  readonly goal: number | null;
  readonly unit: Unit;
  /** The medians of both, for a feeling of size only. */
  readonly amounts: readonly [own: number, other: number];
}

/** Run all contenders in turn, so often, and give what each needed in the order of the rounds. */
export async function interleave(
  contenders: readonly Contender[],
  rounds: number,
): Promise<ReadonlyMap<string, readonly Measured[]>> {
  const needed = new Map<string, Measured[]>(contenders.map(({ name }) => [name, []]));
  // The first round fills the caches of the machine and is not counted.
  for (let round = -1; round < rounds; round += 1) {
    for (const contender of contenders) {
      await contender.before?.();
      const measured = await run(contender);
      if (round >= 0) needed.get(contender.name)?.push(measured);
    }
  }
  return needed;
}

/** The ratios of one contender to others. */
export function ratios(
  needed: ReadonlyMap<string, readonly Measured[]>,
  own: string,
  goals: Readonly<Record<string, number | null>>,
  unit: Unit = "milliseconds",
): readonly Ratio[] {
  return Object.entries(goals).flatMap(([beside, goal]) => {
    const [mine, others] = [amounts(needed, own, unit), amounts(needed, beside, unit)];
    if (others.length === 0) return [];
    // Pairs that ran one after the other have the same weather.
    const pairs = mine.map((each, round) => each / (others[round] ?? Number.NaN));
    return [
      {
        what: own,
        beside,
        median: median(pairs),
        min: Math.min(...mine) / Math.min(...others),
        spread: [quantile(pairs, 0.25), quantile(pairs, 0.75)] as const,
        goal,
        unit,
        amounts: [median(mine), median(others)] as const,
      },
    ];
  });
}

function amounts(
  needed: ReadonlyMap<string, readonly Measured[]>,
  name: string,
  unit: Unit,
): readonly number[] {
  return (needed.get(name) ?? []).map((each) => each[unit] ?? Number.NaN);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
}

function run({
  name,
  command: [program, ...args],
  folder,
  env = {},
  memory = false,
}: Contender): Promise<Measured> {
  return new Promise((done, fail) => {
    const said: string[] = [];
    const held: string[] = [];
    const preload = memory ? `--import ${join(import.meta.dirname, "peak-memory.mjs")}` : "";
    const started = performance.now();
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...process.env, ...env, NODE_OPTIONS: `${env["NODE_OPTIONS"] ?? ""} ${preload}` },
      stdio: ["ignore", "ignore", "pipe", "pipe"],
    });
    child.stderr?.on("data", (chunk: Buffer) => said.push(chunk.toString()));
    child.stdio[3]?.on("data", (chunk: Buffer) => held.push(chunk.toString()));
    child.on("error", fail);
    child.on("close", (code) => {
      const milliseconds = performance.now() - started;
      if (code === 0) done({ milliseconds, megabytes: memory ? Number(held.join("")) / 1024 : null });
      else fail(new Error(`${name} ended with ${code}:\n${said.join("").slice(-2000)}`));
    });
  });
}
