import type { Report } from "./events.ts";
import type { Modules } from "./modules.ts";

/** What people and the machine answer: everything that is not in the arguments comes through here. */
export interface Surroundings {
  readonly now: () => Date;
  /** Random bytes as hex digits. */
  readonly randomHex: (bytes: number) => string;
  readonly report: Report;
  /** A yes or no from a person; null where nobody can be asked. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
  /** One of several answers from a person; null where nobody can be asked. */
  readonly choose: ((question: string, answers: readonly string[]) => Promise<number>) | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly toolVersion: string;
  /** The modules of the project, its configuration among them: one graph, in which each is loaded once. */
  readonly modules: Modules;
  /** Asks a run to stop at the next place from which it can go on later: between two batches of rows. */
  readonly signal: AbortSignal | null;
}
