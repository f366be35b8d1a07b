import { changesBetween } from "../core/diff/between.ts";
import { noBaseline } from "../core/errors/autogenerate.ts";
import { badUsage } from "../core/errors/run.ts";
import type { DiffRules } from "../core/diff/rules.ts";
import { emptySchema } from "../core/schema/schema.ts";
import type { Environment } from "../project/environment.ts";
import type { Comparison } from "./compare.ts";

/**
 * Whether a revision is to say what the database has already: asked for, or chosen by a person where there are
 * tables and no revision. Throws no-baseline where nobody can be asked and there is nothing else to write.
 */
export async function wantsBaseline(
  environment: Environment,
  { live, changes }: Comparison,
  told: boolean,
): Promise<boolean> {
  const tables = live.tables.length + live.views.length;
  const isFirst = environment.scripts().graph.nodes.size === 0;
  if (told && !isFirst)
    throw badUsage(
      "--baseline writes the first revision of a project.",
      "Leave it out: there are revisions.",
    );
  if (told && tables === 0)
    throw badUsage("--baseline is for a database that has tables.", "Leave it out: there are none.");
  if (told || !isFirst || tables === 0) return told;
  if (environment.choose !== null) {
    const answers = [
      "what is there already, and take it for done (a baseline)",
      ...(changes.length === 0 ? [] : ["only what differs from the schema"]),
    ];
    return (await environment.choose(question(tables), answers)) === 0;
  }
  if (changes.length === 0) throw noBaseline({ tables });
  return false;
}

/** What leads from nothing to what the database has. */
export function baselineOf(comparison: Comparison, rules: DiffRules): Comparison {
  return {
    ...comparison,
    changes: changesBetween(emptySchema, comparison.live, rules),
    live: emptySchema,
    wanted: comparison.live,
    renames: [],
    rules,
    left: [],
  };
}

/** What a revision without a baseline leaves open. */
export function withoutBaseline(environment: Environment, { live }: Comparison): readonly string[] {
  const tables = live.tables.length + live.views.length;
  if (tables === 0 || environment.scripts().graph.nodes.size > 0) return [];
  return [
    `The database has ${counted(tables)} that no revision makes: a new database cannot be built from the revisions. Write a baseline first (--baseline).`,
  ];
}

function question(tables: number): string {
  return `The database has ${counted(tables)} that no revision makes. What is the first revision to say?`;
}

function counted(tables: number): string {
  return `${tables} table${tables === 1 ? "" : "s"} or view${tables === 1 ? "" : "s"}`;
}
