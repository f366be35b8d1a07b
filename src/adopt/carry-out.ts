import { repairFailed } from "../core/errors/adopt.ts";
import { stepFailed } from "../core/errors/run.ts";
import { make } from "../core/operations/make.ts";
import type { Database, Environment } from "../project/environment.ts";
import { agreeing } from "../run/agreement.ts";
import { codeOf, runSingleStep, stepWithoutRevision } from "../run/single-step.ts";
import { ensureTables } from "../run/run.ts";
import { stepContext } from "../run/step-context.ts";
import type { Detection } from "./adopt.ts";
import type { Repair } from "./repairs.ts";

/** The direction that the journal says of a mixed state that was set right. */
const direction = "repair";

/** Whether a mixed state can be set right by statements alone, and nothing is lost by them. */
export function isRepairable({ repairs }: Pick<Detection, "repairs">): boolean {
  return repairs.length > 0 && repairs.every(({ complete }) => complete);
}

/** What repairs do, a line a change. */
export function textsOf(repairs: readonly Repair[]): readonly string[] {
  return repairs.flatMap(({ revision, changes }) => changes.map(({ text }) => `${revision}: ${text}`));
}

/** Carry out the repairs of a mixed state in one transaction, as a step of its own in the journal. Throws repair-failed. */
export async function carryOut(
  environment: Environment,
  database: Database,
  { nearest, repairs }: Pick<Detection, "nearest" | "repairs">,
): Promise<void> {
  const texts = textsOf(repairs);
  const statements = repairs.flatMap(({ changes }) => changes.flatMap(({ sql }) => sql));
  await ensureTables(database);
  const context = stepContext(environment, database, {
    // What came into a table since it was looked at is nobody's to lose.
    confirmed: { agreement: agreeing(), live: null },
    texts: null,
    restart: true,
    mode: "live",
    called: () => undefined,
    details: () => ({ repaired: texts }),
  });
  const step = stepWithoutRevision(nearest.join(", ") || "base", "mig adopt --repair", "upgrade", []);
  const code = codeOf(
    statements.map((sql) => make.execute(sql)),
    { transaction: true, breaking: null },
  );
  await runSingleStep(context, step, code, direction).catch((error: unknown) => {
    throw stepFailed.is(error) ? repairFailed(error.cause) : error;
  });
  for (const text of texts) environment.report({ kind: "notice", level: "info", text: `Repaired ${text}.` });
}
