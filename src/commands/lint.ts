import { relative } from "node:path";
import { badConfig } from "../core/errors/files.ts";
import { badUsage } from "../core/errors/run.ts";
import { noScratch } from "../core/errors/squash.ts";
import { historyRange } from "../core/graph/range.ts";
import { planUpgrade } from "../core/graph/plan.ts";
import { required } from "../core/graph/traverse.ts";
import { viewFor } from "../core/graph/view.ts";
import { everyRule, isRule, type RuleId } from "../core/lint/every-rule.ts";
import { severityOf, type Found } from "../core/lint/judge.ts";
import type { HazardKind } from "../core/lint/rule.ts";
import { emptySchema } from "../core/schema/schema.ts";
import { factsOf } from "../lint/facts.ts";
import { lintSteps, type Linted } from "../lint/lint.ts";
import type { Replay } from "../lint/read-revision.ts";
import { withoutSmall } from "../lint/sizes.ts";
import { writeFixes, type Fixed, type FixedLint } from "../lint/write-fixes.ts";
import { traceAndRollBack, traceOnScratch, upToAsked, type TracedRevision } from "../lint/trace.ts";
import { environmentOf, type Database, type Environment, type Project } from "../project/environment.ts";
import { onScratch } from "../workbench/scratch-run.ts";
import { withEngine } from "../workbench/with-engine.ts";
import { currentHeads } from "./current.ts";
import { namedRevisions } from "./show.ts";

export interface LintOptions {
  /** A revision, or a range as `history` takes it; what is not applied to the database when absent. */
  readonly range?: string;
  /** All revisions. */
  readonly all?: boolean;
  /** Run them as well, and say what they lock and write again: on a scratch database. */
  readonly trace?: boolean;
  /** Trace on the database itself, in a transaction that is rolled back. */
  readonly live?: boolean;
  /** Leave out what hurts only in large tables, where those of the database are small. */
  readonly sizes?: boolean;
  /** Write the safe form into revisions that are not applied yet, where that needs no guess. */
  readonly fix?: boolean;
}

export interface LintResult {
  /** False when an error or a warning was found. */
  readonly ok: boolean;
  /** The revisions that were looked at, in their order. */
  readonly revisions: readonly string[];
  readonly findings: readonly LintFinding[];
  /** What was written into the files. */
  readonly fixed: readonly Fixed[];
  /** What the statements did that were run; null where none were to be. */
  readonly trace: readonly TracedRevision[] | null;
  /** What comments turn off. */
  readonly ignored: readonly LintIgnored[];
  /** The folder of the project from that of the repository, for annotations; empty where they are one. */
  readonly prefix: string;
}

/** Something that may hurt. */
export interface LintFinding {
  readonly rule: RuleId;
  readonly kind: HazardKind;
  readonly severity: "error" | "warning" | "notice";
  readonly revision: string;
  readonly direction: "upgrade" | "downgrade";
  /** The file, as `history` names it. */
  readonly path: string;
  /** Counted from 1; null where it is about the file as a whole. */
  readonly line: number | null;
  /** What it is, in a sentence without its full stop. */
  readonly message: string;
  readonly why: string;
  /** What to do instead. */
  readonly safe: string;
  /** Where the rule is explained. */
  readonly docs: string;
  /** The statement, where it is SQL. */
  readonly sql: string | null;
}

/** A finding that a comment turns off. */
export interface LintIgnored extends Pick<LintFinding, "rule" | "revision" | "path" | "line" | "message"> {
  readonly reason: string;
}

/** Name what may hurt in revisions that are not applied yet, or in those that are named. */
export async function lint(project: Project, options: LintOptions = {}): Promise<LintResult> {
  const environment = environmentOf(project);
  refuseUnknownRules(environment);
  if (options.live === true && options.trace !== true)
    throw badUsage(
      "--live says where --trace runs revisions.",
      "Give --trace as well: mig lint --trace --live",
    );
  const { linted, fixed } = await sizedAndFixed(environment, options);
  const findings = linted.flatMap((each) =>
    [...each.found]
      .sort((one, two) => (one.line ?? 0) - (two.line ?? 0))
      .flatMap((found) => findingOf(environment, each, found)),
  );
  return {
    ok: findings.every(({ severity }) => severity === "notice"),
    revisions: linted.map(({ step }) => step.revision.id),
    findings,
    fixed,
    trace:
      options.trace === true
        ? await traced(
            environment,
            new Set(linted.map(({ step }) => step.revision.id)),
            options.live ?? false,
          )
        : null,
    ignored: linted.flatMap(({ step: { revision }, ignored }) =>
      ignored.map(({ rule, line, text, reason }) => ({
        rule,
        revision: revision.id,
        path: revision.path,
        line,
        message: text,
        reason,
      })),
    ),
    prefix: prefixOf(environment),
  };
}

async function sizedAndFixed(environment: Environment, options: LintOptions): Promise<FixedLint> {
  const look = async (project: Environment): Promise<readonly Linted[]> => {
    const linted = await lintedBy(project, options);
    const { onlineAbove } = project.settings;
    return options.sizes === true
      ? project.connected((database) => withoutSmall(database, linted, onlineAbove), { readOnly: true })
      : linted;
  };
  const linted = await look(environment);
  if (options.fix !== true) return { linted, fixed: [] };
  const { graph } = environment.scripts();
  const applied = required(
    viewFor(graph, []),
    (await currentHeads(environment)).map((id) => graph.aliases.get(id) ?? id),
  );
  // What goes on where it was interrupted must be what it was then.
  const begun = await environment.connected(
    async ({ connection, journal }) =>
      (await journal.interrupted(connection)).map(({ revision }) => revision),
    { readOnly: true },
  );
  return writeFixes(environment, linted, new Set([...applied, ...begun]), look);
}

async function lintedBy(
  environment: Environment,
  { range, all = false }: LintOptions,
): Promise<readonly Linted[]> {
  const { graph } = environment.scripts();
  if (range === undefined && !all)
    return environment.connected((database) => pending(environment, database), { readOnly: true });
  const asked = new Set(range === undefined ? graph.nodes.keys() : await named(environment, range));
  // The whole history, of which what comes before the first that is asked about tells what there is.
  return lintSteps(environment, upToAsked(planUpgrade(graph, [], "heads").steps, asked), {
    facts: await factsOf(environment, null),
    before: emptySchema,
    asked,
    onCopy: (step, revision) =>
      withEngine(environment, (database) => replayedOn(environment, database)(step, revision)),
  });
}

async function traced(
  environment: Environment,
  asked: ReadonlySet<string>,
  live: boolean,
): Promise<readonly TracedRevision[]> {
  if (!live)
    return withEngine(environment, async (database) => {
      const found = await traceOnScratch(environment, database, asked);
      if (found === null) throw noScratch("mig lint --trace", database.connection.label);
      return found;
    });
  return environment.connected(async (database) => {
    const { graph } = environment.scripts();
    const { steps } = planUpgrade(graph, await database.versionTable.read(database.connection), "heads");
    return traceAndRollBack(environment, database, upToAsked(steps, asked));
  });
}

/** What is not applied to the database, starting from the structure that it has. */
async function pending(environment: Environment, database: Database): Promise<readonly Linted[]> {
  const { graph } = environment.scripts();
  if (graph.nodes.size === 0) return [];
  const heads = await database.versionTable.read(database.connection);
  const { steps } = planUpgrade(graph, heads, "heads");
  return lintSteps(environment, steps, {
    facts: await factsOf(environment, database),
    before: await database.dialect.introspect(database.connection, database.scope),
    asked: new Set(steps.map(({ revision }) => revision.id)),
    onCopy: replayedOn(environment, database),
  });
}

async function named(environment: Environment, range: string): Promise<readonly string[]> {
  if (!range.includes(":")) {
    const { found } = await namedRevisions(environment, range);
    return found.map(({ id }) => id);
  }
  const current = /\bcurrent\b/u.test(range) ? await currentHeads(environment) : [];
  const { graph } = environment.scripts();
  return historyRange(viewFor(graph, current, range), range, current).map(({ id }) => id);
}

/** Runs a revision on an empty database to which all before it has been done. */
function replayedOn(environment: Environment, database: Database): Replay {
  return async (step, revision) => {
    const { graph } = environment.scripts();
    const { steps } = planUpgrade(graph, [], step.revision.id);
    const load: Environment["load"] = async (path) =>
      path === step.revision.path ? revision : environment.load(path);
    await onScratch({ ...environment, load }, database, (scratch) => scratch.run(steps));
  };
}

function findingOf(
  { settings }: Environment,
  { step: { revision } }: Linted,
  { rule, kind, line, text, sql, direction }: Found,
): readonly LintFinding[] {
  const set = severityOf(rule, settings.lint);
  if (set === "off") return [];
  const isBack = direction === "downgrade";
  // Who goes back is in trouble already: it is good to know that others will wait, and no reason to stop.
  const severity = isBack && kind === "lock" ? "notice" : set;
  const { why, safe } = everyRule[rule];
  const { id, path } = revision;
  const docs = `docs/lint.md#${rule}`;
  const message = isBack ? `on the way down: ${text}` : text;
  return [{ rule, kind, severity, revision: id, direction, path, line, message, why, safe, docs, sql }];
}

function refuseUnknownRules({ settings }: Environment): void {
  const unknown = Object.keys(settings.lint).filter((rule) => !isRule(rule));
  if (unknown.length > 0)
    throw badConfig({
      path: settings.source,
      problems: unknown.map((rule) => `\`lint\` names no rule \`${rule}\`; docs/lint.md lists them`),
    });
}

/** In CI files are named from the folder of the repository. */
function prefixOf({ env, settings }: Environment): string {
  const repository = env["GITHUB_WORKSPACE"];
  const prefix = repository === undefined ? "" : relative(repository, settings.root).replaceAll("\\", "/");
  return prefix.startsWith("..") ? "" : prefix;
}
