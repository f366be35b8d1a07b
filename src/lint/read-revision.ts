import { missingBody } from "../core/errors/files.ts";
import { needsDatabase } from "../core/errors/run.ts";
import type { Step } from "../core/graph/plan.ts";
import type { FileComment } from "../core/lint/ignores.ts";
import type { Piece } from "../core/lint/scene.ts";
import { make } from "../core/operations/make.ts";
import { statementsOf } from "../core/sql/statements.ts";
import { messageOf } from "../core/thrown.ts";
import { lexicalOf } from "../dialects/lexical-of.ts";
import type { Environment } from "../project/environment.ts";
import { absolute } from "../revisions/directory.ts";
import type { LoadedRevision } from "../revisions/load.ts";
import { sqlPartFor, sqlParts } from "../revisions/sql.ts";
import { recordStep } from "../workbench/replay.ts";
import { commentsOf, lineCounter } from "./comments.ts";
import { watched } from "./watch.ts";

/** What a revision was seen to do, and what else its file says. */
export interface ReadRevision {
  readonly pieces: readonly Piece[];
  readonly comments: readonly FileComment[];
  readonly transaction: boolean;
  readonly hasDowngrade: boolean;
  /** Its text; null of code that was bundled. */
  readonly text: string | null;
  /** Why not all of it could be seen; null: it was. */
  readonly failure: { readonly text: string; readonly needsDatabase: boolean } | null;
}

/** Runs a revision with what notes its calls, and without a database unless it brings one. */
export type Replay = (step: Step, revision: LoadedRevision) => Promise<void>;

/** Read a revision: the text of an SQL one, the calls of all others, which `replay` makes it do. */
export async function readRevision(
  environment: Environment,
  step: Step,
  replay: Replay = recorded(environment),
): Promise<ReadRevision> {
  const { dialect } = environment.settings;
  const { path } = step.revision;
  const loaded = await environment.load(path);
  const { text, transaction } = loaded;
  const known = {
    transaction,
    text,
    comments: text === null ? [] : commentsOf(path, text, lexicalOf(dialect)),
    hasDowngrade: hasBody(loaded, dialect),
  };
  if (loaded.sql !== null && text !== null)
    return { ...known, pieces: sqlPieces(step, text, dialect), failure: null };
  const pieces: Piece[] = [];
  try {
    await replay(
      step,
      watched(loaded, absolute(environment.settings, path), (piece) => void pieces.push(piece)),
    );
    return { ...known, pieces, failure: null };
  } catch (error) {
    // Its own code may throw anything.
    return { ...known, pieces, failure: { text: messageOf(error), needsDatabase: needsDatabase.is(error) } };
  }
}

function recorded(environment: Environment): Replay {
  const options = { purpose: "structure", mode: "mig lint", as: "replay" } as const;
  return async (step, revision) => void (await recordStep(environment, step, revision, options));
}

/** The statements of an SQL revision, each on the line of the file that it begins on. */
function sqlPieces(
  { direction, revision: { path } }: Step,
  source: string,
  dialect: "postgresql" | "sqlite",
): readonly Piece[] {
  const part = sqlPartFor(sqlParts(path, source, dialect), direction, dialect);
  if (part === null) return [];
  const lineAt = lineCounter(part.sql);
  return statementsOf(part.sql, lexicalOf(dialect)).map(({ sql, offset }) => ({
    operation: make.execute(sql),
    line: part.line + lineAt(offset) - 1,
    column: null,
    inBatches: false,
  }));
}

function hasBody(revision: LoadedRevision, dialect: "postgresql" | "sqlite"): boolean {
  try {
    revision.body("downgrade", dialect);
    return true;
  } catch (error) {
    if (missingBody.is(error)) return false;
    throw error;
  }
}
