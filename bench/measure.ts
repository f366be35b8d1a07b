import { spawn } from "node:child_process";

/** A process whose time is taken. */
export interface Contender {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Brings everything back to where the process starts from; not counted. */
  readonly before?: () => Promise<void> | void;
}

/** What one contender needs, in proportion to another that ran beside it. */
export interface Ratio {
  readonly what: string;
  readonly beside: string;
  readonly median: number;
  readonly min: number;
  /** The ratio that it should not pass, or null. */
  readonly goal: number | null;
  /** Median milliseconds of both, for a feeling of size only. */
  readonly milliseconds: readonly [own: number, other: number];
}

/** Run all contenders in turn, so often, and give the milliseconds of each in the order of the rounds. */
export async function interleave(
  contenders: readonly Contender[],
  rounds: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  // The first round fills the caches of the machine and is not counted.
  for (let round = -1; round < rounds; round += 1) {
    for (const contender of contenders) {
      await contender.before?.();
      const taken = await timeOf(contender);
      if (round >= 0) times.get(contender.name)?.push(taken);
    }
  }
  return times;
}

/** The ratios of one contender to others. */
export function ratios(
  times: ReadonlyMap<string, readonly number[]>,
  own: string,
  goals: Readonly<Record<string, number | null>>,
): readonly Ratio[] {
  return Object.entries(goals).flatMap(([beside, goal]) => {
    const [mine, others] = [times.get(own) ?? [], times.get(beside)];
    if (others === undefined) return [];
    // Pairs that ran one after the other have the same weather.
    const pairs = mine.map((each, round) => each / (others[round] ?? Number.NaN));
    return [
      {
        what: own,
        beside,
        median: median(pairs),
        min: Math.min(...mine) / Math.min(...others),
        goal,
        milliseconds: [median(mine), median(others)] as const,
      },
    ];
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

function timeOf({ name, command: [program, ...args], folder, env = {} }: Contender): Promise<number> {
  return new Promise((done, fail) => {
    const said: string[] = [];
    const started = performance.now();
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    child.stderr.on("data", (chunk: Buffer) => said.push(chunk.toString()));
    child.on("error", fail);
    child.on("close", (code) => {
      const taken = performance.now() - started;
      if (code === 0) done(taken);
      else fail(new Error(`${name} ended with ${code}:\n${said.join("").slice(-2000)}`));
    });
  });
}
