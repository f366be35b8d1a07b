import { readFileSync, writeFileSync } from "node:fs";
import { everyRule, type RuleId } from "../core/lint/every-rule.ts";
import { openDialect } from "../dialects/open-dialect.ts";
import { createEnvironment, type Environment } from "../project/environment.ts";
import { absolute } from "../revisions/directory.ts";
import { revisionFiles } from "../revisions/source.ts";
import { createModules } from "../settings/modules.ts";
import { fixable, fixedText } from "./fix.ts";
import type { Linted } from "./lint.ts";

/** A safe form that was written into a revision. */
export interface Fixed {
  readonly rule: RuleId;
  readonly revision: string;
  readonly path: string;
  /** The line on which it was found. */
  readonly line: number | null;
}

/** What is found once the safe forms are written, and what these were. */
export interface FixedLint {
  readonly linted: readonly Linted[];
  readonly fixed: readonly Fixed[];
}

/**
 * Write the safe forms that need no guess into revisions that are not `applied`, and look at them again. A file
 * in which more is found than before is left as it was.
 */
export async function writeFixes(
  environment: Environment,
  linted: readonly Linted[],
  applied: ReadonlySet<string>,
  again: (environment: Environment) => Promise<readonly Linted[]>,
): Promise<FixedLint> {
  const { settings } = environment;
  const dialect = await openDialect(settings.dialect);
  const written = linted.flatMap((each) => {
    const { id, path } = each.step.revision;
    const file = absolute(settings, path);
    if (applied.has(id)) return [];
    const text = readFileSync(file, "utf8");
    const fixed = fixedText(each, text, dialect);
    if (fixed === null) return [];
    writeFileSync(file, fixed);
    return [{ id, file, text, before: each }];
  });
  if (written.length === 0) return { linted, fixed: [] };
  const after = await again(fresh(environment));
  const fixed: Fixed[] = [];
  let isWorse = false;
  for (const { id, file, text, before } of written) {
    const now = after.find(({ step }) => step.revision.id === id);
    const left = now?.found.filter(({ rule }) => fixable.has(rule)) ?? [];
    if (now === undefined || weight(now) > weight(before)) {
      writeFileSync(file, text);
      isWorse = true;
      continue;
    }
    const gone = before.found.filter(
      ({ rule }) => fixable.has(rule) && !left.some((each) => each.rule === rule),
    );
    const { path } = before.step.revision;
    fixed.push(...gone.map(({ rule, line }) => ({ rule, revision: id, path, line })));
  }
  return { linted: isWorse ? await again(fresh(environment)) : after, fixed };
}

/** How much is found in a revision that may hurt: errors and warnings. */
function weight({ found }: Linted): number {
  const severities = found.map(({ rule }) => everyRule[rule].severity);
  return severities.filter((severity) => severity === "error" || severity === "warning").length;
}

/** The same project, whose files are read again. */
function fresh(environment: Environment): Environment {
  const { settings } = environment;
  return createEnvironment(settings, environment, revisionFiles(settings, createModules()));
}
