import { branchNotApplied, multipleHeads, severalCurrentHeads, tooFewRevisions } from "../errors/target.ts";
import { findBranch, findRevision, namesOf, type Branch } from "./branch.ts";
import { parseExpression, type Expression } from "./expression.ts";
import { appliedRevisions, effectiveHeads, knownRows } from "./heads.ts";
import type { Revision } from "./revision.ts";
import type { RevisionGraph } from "./revision-graph.ts";
import { tipsOf } from "./traverse.ts";
import { viewFor } from "./view.ts";
import { walkDown, walkUp } from "./walk.ts";

/**
 * The revisions that a text names; none for `base`. `current` are the rows of the version table, looked at
 * only when the text speaks of where the database is.
 */
export function resolveRevisions(graph: RevisionGraph, text: string, current: readonly string[]): Revision[] {
  const view = viewFor(graph, current, text);
  return locate(view, parseExpression(text), current).ids.map((id) => revisionOf(view, id));
}

/** The one revision that a text names; null for `base`. */
export function resolveRevision(
  graph: RevisionGraph,
  text: string,
  current: readonly string[],
): Revision | null {
  const view = viewFor(graph, current, text);
  const id = single(view, text, locate(view, parseExpression(text), current).ids);
  return id === null ? null : revisionOf(view, id);
}

/** What an expression leads to. */
export interface Location {
  /** The revisions, none being base; several for `heads`, `current` and below a merge. */
  readonly ids: readonly string[];
  /** The last revision that steps down take back, when there are such steps. */
  readonly undone: string | null;
  readonly branch: Branch | null;
}

/** Find what an expression leads to; `clamp` stops at the ends of the graph instead of failing there. */
export function locate(
  graph: RevisionGraph,
  expression: Expression,
  current: readonly string[],
  { clamp = false }: { readonly clamp?: boolean } = {},
): Location {
  const { text, symbol, offset } = expression;
  const branch = expression.branch === null ? null : findBranch(graph, expression.branch);
  const start = symbol === null ? null : resolveSymbol(graph, text, symbol, branch, current);
  if (offset === 0) return { ids: start ?? [], undone: null, branch };
  const from = start === null ? startOf(graph, expression, branch, current) : single(graph, text, start);
  if (offset > 0) {
    const id = walkUp(graph, { text, from, steps: offset, branch, clamp });
    return { ids: id === null ? [] : [id], undone: null, branch };
  }
  return { ...walkDown(graph, { text, from, steps: -offset, branch, clamp }), branch };
}

/** The one of these revisions, null for none; several are refused with ways to narrow them. */
export function single(graph: RevisionGraph, text: string, ids: readonly string[]): string | null {
  if (ids.length > 1) throw multipleHeads(text, ids, namesOf(graph, ids));
  return ids[0] ?? null;
}

/** The revision that is known to have this id. */
export function revisionOf(graph: RevisionGraph, id: string): Revision {
  const revision = graph.revisions.get(id);
  if (revision === undefined) throw new TypeError(`no revision ${id} in the graph`);
  return revision;
}

function resolveSymbol(
  graph: RevisionGraph,
  text: string,
  symbol: string,
  branch: Branch | null,
  current: readonly string[],
): string[] {
  switch (symbol) {
    case "base":
      return [];
    case "heads":
      return branch === null ? [...graph.realHeads] : graph.heads.filter((id) => branch.line.has(id));
    case "head": {
      const heads = graph.heads.filter((id) => branch === null || branch.line.has(id));
      const head = single(graph, text, heads);
      return head === null ? [] : [head];
    }
    case "current":
      return currentRows(graph, branch, current);
    default:
      return [findRevision(graph, symbol, branch)];
  }
}

/** Where the database is, on a branch: its rows there, or the newest there of what they imply. */
function currentRows(graph: RevisionGraph, branch: Branch | null, current: readonly string[]): string[] {
  const rows = knownRows(graph, current);
  if (branch === null) return rows;
  const there = rows.filter((id) => branch.line.has(id));
  if (there.length > 0) return there;
  return tipsOf(graph, new Set([...appliedRevisions(graph, rows)].filter((id) => branch.line.has(id))));
}

/** Where steps begin that are counted from the database; null is base. */
function startOf(
  graph: RevisionGraph,
  { text, offset }: Expression,
  branch: Branch | null,
  current: readonly string[],
): string | null {
  const rows = knownRows(graph, current);
  const starts =
    offset > 0 || branch === null ? currentRows(graph, branch, rows) : removable(graph, branch, rows);
  if (starts.length > 1) {
    const step = offset > 0 ? `+${offset}` : String(offset);
    throw severalCurrentHeads({
      text,
      heads: starts,
      narrower: namesOf(graph, starts).map((name) => `${name}@${step}`),
    });
  }
  const [start] = starts;
  if (start !== undefined || offset > 0) return start ?? null;
  throw branch === null
    ? tooFewRevisions({ text, found: 0, start: "base" })
    : branchNotApplied({ text, branch: branch.name });
}

/** What can be taken back on a branch first: its rows, or tips that other branches only depend on. */
function removable(graph: RevisionGraph, branch: Branch, rows: readonly string[]): string[] {
  const there = rows.filter((id) => branch.line.has(id));
  return there.length > 0 ? there : effectiveHeads(graph, rows).filter((id) => branch.line.has(id));
}
