import { dirname, isAbsolute, relative, resolve } from "node:path";
import { applyIfPossible } from "../core/adopt/apply-if-possible.ts";
import type { Step } from "../core/graph/plan.ts";
import { sift, type Ignored } from "../core/lint/ignores.ts";
import { judge, judgeBack, type Found } from "../core/lint/judge.ts";
import { sceneOf, type Facts, type Scene } from "../core/lint/scene.ts";
import { hazard } from "../core/operations/hazard.ts";
import type { Schema } from "../core/schema/schema.ts";
import { nextToken, type Token } from "../core/typescript/tokens.ts";
import { lexicalOf } from "../dialects/lexical-of.ts";
import type { Environment } from "../project/environment.ts";
import { absolute } from "../revisions/directory.ts";
import { lineCounter } from "./comments.ts";
import { readRevision, type ReadRevision, type Replay } from "./read-revision.ts";

/** What was found in one revision. */
export interface Linted {
  readonly step: Step;
  readonly found: readonly Found[];
  readonly ignored: readonly Ignored[];
  readonly scene: Scene;
  /** The way back; null where there is none, or it must read from a database. */
  readonly back: Scene | null;
}

/** How revisions are looked at. */
export interface LintContext {
  readonly facts: Facts;
  /** The structure before the first step. */
  readonly before: Schema;
  /** The revisions that are asked about; what comes before them is read for the structure alone. */
  readonly asked: ReadonlySet<string>;
  /** Runs a revision that must read from a database; null where there is none. */
  readonly onCopy: Replay | null;
}

/** Look at revisions in their order. */
export async function lintSteps(
  environment: Environment,
  steps: readonly Step[],
  { facts, before, asked, onCopy }: LintContext,
): Promise<readonly Linted[]> {
  const lexical = lexicalOf(environment.settings.dialect);
  const linted: Linted[] = [];
  let schema = before;
  for (const step of steps) {
    const isAsked = asked.has(step.revision.id);
    const read = await readAsked(environment, step, isAsked ? onCopy : null);
    const { pieces, transaction, comments } = read;
    const scene = sceneOf(pieces, schema, { lexical, facts, transaction });
    if (isAsked) {
      const up = judge(scene);
      const down = read.hasDowngrade
        ? await readRevision(environment, { ...step, direction: "downgrade" })
        : null;
      const back =
        down === null || down.failure !== null
          ? null
          : sceneOf(down.pieces, scene.after, { lexical, facts, transaction });
      const all = [...ofFile(environment, step, read), ...up, ...(back === null ? [] : judgeBack(back, up))];
      linted.push({ step, scene, back, ...sift(all, comments) });
    }
    schema = scene.entries.reduce(
      (now, { act }) => (act.kind === "operation" ? applyIfPossible(now, act.operation) : now),
      schema,
    );
  }
  return linted;
}

/** A body that asks its database is run on a copy, where there can be one. */
async function readAsked(environment: Environment, step: Step, onCopy: Replay | null): Promise<ReadRevision> {
  const read = await readRevision(environment, step);
  return read.failure?.needsDatabase === true && onCopy !== null
    ? readRevision(environment, step, onCopy)
    : read;
}

/** What is found in the file, whatever its calls are. */
function ofFile(environment: Environment, step: Step, read: ReadRevision): readonly Found[] {
  const { failure, hasDowngrade, text } = read;
  const at = { line: null, column: null, table: null, sql: null, direction: "upgrade" } as const;
  return [
    ...(failure === null ? [] : [{ ...hazard("unread-body", failure.text), ...at }]),
    ...(hasDowngrade
      ? []
      : [
          {
            ...hazard("no-downgrade", `${step.revision.id} has no downgrade`),
            ...at,
            line: step.revision.line,
          },
        ]),
    ...(text === null || step.revision.path.endsWith(".sql")
      ? []
      : importsOutside(environment, step.revision.path, text)),
  ];
}

/** The modules of the application that a revision runs with it: those outside of the folders of revisions. */
function importsOutside({ settings }: Environment, path: string, text: string): readonly Found[] {
  const lineAt = lineCounter(text);
  const folders = settings.revisions.map((folder) => absolute(settings, folder));
  const isOutside = (specifier: string): boolean => {
    if (/^(?:@|~|\$lib|#)?\//u.test(specifier) || specifier.startsWith("#")) return true;
    if (!specifier.startsWith(".")) return false;
    const target = resolve(dirname(absolute(settings, path)), specifier);
    return folders.every((folder) => {
      const inside = relative(folder, target);
      return inside.startsWith("..") || isAbsolute(inside);
    });
  };
  return imported(text)
    .filter(({ specifier }) => isOutside(specifier))
    .map(({ specifier, start }) => ({
      ...hazard("application-import", `${specifier} is code of the application`),
      line: lineAt(start),
      column: null,
      table: null,
      sql: null,
      direction: "upgrade",
    }));
}

/** The modules that a module imports for what they do, not for their types. */
function imported(text: string): readonly { readonly specifier: string; readonly start: number }[] {
  const found: { readonly specifier: string; readonly start: number }[] = [];
  let open: Token | null = null;
  for (let token = nextToken(text, 0, null); token !== null; token = nextToken(text, token.end, token)) {
    if (token.kind === "word" && token.text === "import") open = token;
    else if (open !== null && token.text === "type" && token.start - open.end < 3) open = null;
    else if (open !== null && token.kind === "string") {
      found.push({ specifier: String(token.value), start: open.start });
      open = null;
    } else if (open !== null && token.kind === "mark" && ";()".includes(token.text)) open = null;
  }
  return found;
}
