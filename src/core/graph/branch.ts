import { MigError } from "../errors.ts";
import { ambiguousRevision, notOnBranch, unknownBranch, unknownRevision } from "../errors/target.ts";
import { reservedWords } from "./revision.ts";
import { nodeOf, type RevisionGraph } from "./revision-graph.ts";
import { lineOf } from "./traverse.ts";

/** The branch that a label, or any revision on it, names. */
export interface Branch {
  readonly name: string;
  /** The revision that the name stands for. */
  readonly id: string;
  /** All revisions below and above that one. */
  readonly line: ReadonlySet<string>;
}

/** The branch of this name; a name that stands for nothing is refused. */
export function findBranch(graph: RevisionGraph, name: string): Branch {
  const labels = [...graph.labels.keys()].sort();
  if (reservedWords.has(name)) throw unknownBranch(name, `${name} is a reserved word`, labels);
  try {
    const id = findRevision(graph, name, null);
    return { name, id, line: lineOf(graph, id) };
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    throw unknownBranch(
      name,
      error.code === ambiguousRevision.code ? error.message.replace(/\.$/u, "") : null,
      labels,
    );
  }
}

/** The one revision with this id, label, or start of either; on the branch, when one is given. */
export function findRevision(graph: RevisionGraph, text: string, branch: Branch | null): string {
  const id = graph.nodes.has(text)
    ? text
    : (graph.aliases.get(text) ?? graph.labels.get(text) ?? findByStart(graph, text, branch));
  if (branch !== null && !branch.line.has(id)) throw notOnBranch({ revision: id, branch: branch.name });
  return id;
}

/** For each revision a way to name it alone: a label that none of the others has, or its id. */
export function namesOf(graph: RevisionGraph, ids: readonly string[]): string[] {
  return ids.map((id) => {
    const others = new Set(
      ids.filter((other) => other !== id).flatMap((other) => nodeOf(graph, other).labels),
    );
    return nodeOf(graph, id).labels.find((label) => !others.has(label)) ?? id;
  });
}

function findByStart(graph: RevisionGraph, text: string, branch: Branch | null): string {
  const fitting = [...graph.nodes.keys(), ...graph.labels.keys()].filter((name) => name.startsWith(text));
  // Alembic's rule: names of up to three characters are written in full.
  const candidates = fitting.filter((name) => name.length > 3);
  // Ids come last here, so that a revision found by its id and its label is listed by its id.
  const found = new Map(candidates.toReversed().map((name) => [graph.labels.get(name) ?? name, name]));
  const onBranch = [...found].filter(([id]) => branch === null || branch.line.has(id));
  const [first] = onBranch;
  if (first === undefined) {
    const [elsewhere] = found.keys();
    if (branch !== null && elsewhere !== undefined && found.size === 1)
      throw notOnBranch({ revision: elsewhere, branch: branch.name });
    throw unknownRevision(
      text,
      branch?.name ?? null,
      fitting.filter((name) => name.length <= 3),
    );
  }
  if (onBranch.length > 1)
    throw ambiguousRevision({ text, candidates: onBranch.map(([, name]) => name).sort() });
  return first[0];
}
