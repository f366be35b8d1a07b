import { MigError } from "../core/errors.ts";
import { planUpgrade } from "../core/graph/plan.ts";
import { messageOf } from "../core/thrown.ts";
import type { Database, Environment } from "../project/environment.ts";
import type { Connection } from "../dialects/dialect.ts";
import { versionOf } from "../dialects/drivers.ts";
import { changeText, findChangedHistory } from "../run/changed-history.ts";
import { advice, fault, type Finding } from "./doctor/finding.ts";
import { rights } from "./doctor/rights.ts";
import { pooler, server } from "./doctor/server.ts";

/** What was looked at, and what was found. */
export interface DoctorResult {
  /** False where there is a fault. */
  readonly ok: boolean;
  readonly database: string | null;
  /** What opens it: `postgres 3.4.7`; null where the application has handed in a client. */
  readonly driver: string | null;
  /** What was looked at. */
  readonly checks: readonly string[];
  readonly findings: readonly Finding[];
}

/** Look at everything that a run leans on, and say what is wrong and what to do. Writes nothing. */
export async function doctor(environment: Environment): Promise<DoctorResult> {
  const findings: Finding[] = [];
  const checks: string[] = [];
  const look = async (
    check: string,
    work: () => Promise<readonly Finding[]> | readonly Finding[],
  ): Promise<boolean> => {
    checks.push(check);
    try {
      findings.push(...(await work()));
      return true;
    } catch (error) {
      const hint = error instanceof MigError ? error.hint : "";
      findings.push(fault(check, messageOf(error), hint));
      return false;
    }
  };
  const hasFiles = await look("files", () => files(environment));
  let database: string | null = null;
  let driver: string | null = null;
  await look("connection", () =>
    environment.connected(
      async (opened) => {
        database = opened.connection.label;
        driver = driverOf(opened.connection);
        await look("driver", () => lacking(opened.connection));
        if (hasFiles) await look("history", () => history(environment, opened));
        await look("journal", () => journalLines(opened));
        await look("lock", () => lock(environment, opened));
        await look("rights", () => rights(environment, opened));
        await look("pooler", () => pooler(opened));
        await look("server", () => server(opened));
        return [];
      },
      { readOnly: true },
    ),
  );
  return { ok: findings.every(({ level }) => level === "advice"), database, driver, checks, findings };
}

function driverOf({ openedBy }: Connection): string | null {
  if (openedBy === undefined) return null;
  const version = openedBy.package === null ? process.version : versionOf(openedBy.package);
  return [openedBy.name, ...(version === null ? [] : [version])].join(" ");
}

function lacking({ openedBy }: Connection): readonly Finding[] {
  const lacks = openedBy?.lacks ?? null;
  return lacks === null
    ? []
    : [advice("driver", lacks, "Another driver of this database has no such limit: set `driver`.")];
}

function files(environment: Environment): readonly Finding[] {
  const { graph } = environment.scripts();
  if (graph.realHeads.length < 2) return [];
  const message = `There are ${graph.realHeads.length} heads: ${graph.realHeads.join(", ")}.`;
  return [fault("files", message, "Where that is not meant: mig merge heads")];
}

async function history(environment: Environment, database: Database): Promise<readonly Finding[]> {
  const heads = await database.versionTable.read(database.connection);
  const changed = await findChangedHistory(environment, database, heads);
  const found = changed.map((each) => fault("history", changeText(each), each.hint));
  if (changed.some(({ kind }) => kind === "unknown")) return found;
  const emptied = heads.length > 0 ? null : await lastApplied(database);
  if (emptied !== null)
    found.push(
      advice(
        "history",
        `The version table is empty, and the journal has ${emptied} as applied last.`,
        `Where nobody has stamped it so: mig stamp ${emptied}`,
      ),
    );
  const { graph } = environment.scripts();
  const { steps } = graph.nodes.size === 0 ? { steps: [] } : planUpgrade(graph, heads, "heads");
  if (steps.length === 0) return found;
  const message = `${steps.length} revision${steps.length === 1 ? " is" : "s are"} not applied.`;
  return [...found, fault("history", message, "mig upgrade heads")];
}

/** The revision that the journal has as the last one to be applied, and not taken back. */
async function lastApplied({ connection, journal }: Database): Promise<string | null> {
  const completed = await journal.latestCompleted(connection);
  return completed.filter(({ direction }) => direction === "upgrade").at(-1)?.revision ?? null;
}

async function journalLines({ connection, journal }: Database): Promise<readonly Finding[]> {
  const cutShort = await journal.interrupted(connection);
  return cutShort.map(({ revision, direction }) =>
    fault(
      "journal",
      `The ${direction} of ${revision} was interrupted: a part of it is done.`,
      `\`mig ${direction}\` goes on with it; mig resolve ${revision} --applied or --reverted says how it stands.`,
    ),
  );
}

async function lock(
  { settings }: Environment,
  { connection, journal }: Database,
): Promise<readonly Finding[]> {
  const holder = await connection.holder(settings.versionTable);
  if (holder !== null)
    return [
      fault(
        "lock",
        `The lock is held by ${holder.who}.`,
        "Wait for it to finish; where it never will, mig unlock takes the lock away.",
      ),
    ];
  const running = await journal.read(connection, { limit: null, status: "running" });
  return running.map(({ revision, direction, runner }) =>
    fault(
      "lock",
      `The ${direction} of ${revision} by ${runner} did not end, and its runner is gone.`,
      "The next run ends its line in the journal.",
    ),
  );
}
