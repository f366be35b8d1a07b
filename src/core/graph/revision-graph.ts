import { MigError } from "../errors.ts";
import { duplicateRevision, invalidGraph } from "../errors/graph.ts";
import { badSquash } from "../errors/squash.ts";
import { newDependencies } from "./dependencies.ts";
import { faultsOf } from "./faults.ts";
import { placeOf, type Revision } from "./revision.ts";
import { reachable } from "./search.ts";
import { chooseSquashes, replacementFaults, wholeSquashes } from "./squash.ts";

/** All revisions and how they hang together. Lists of ids are sorted unless a file gives their order. */
export interface RevisionGraph {
  /** By id, in the order of ids. */
  readonly revisions: ReadonlyMap<string, Revision>;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** Revisions that no other follows. */
  readonly heads: readonly string[];
  /** Heads on which nothing depends either: the rows of the version table after `upgrade heads`. */
  readonly realHeads: readonly string[];
  /** Revisions that follow none. */
  readonly bases: readonly string[];
  /** The revision that each branch label is given to. */
  readonly labels: ReadonlyMap<string, string>;
  /** Every revision that a file has, also those that a squash stands for. */
  readonly files: readonly Revision[];
  /** Ids that mean a revision of the graph: a squash and the last revision that it replaces are one thing. */
  readonly aliases: ReadonlyMap<string, string>;
  /** The ids under which revisions of the graph stand in the version table, where they are not their own. */
  readonly storedAs: ReadonlyMap<string, string>;
}

/** One revision's place in the graph. */
export interface GraphNode {
  readonly id: string;
  /** The revisions it follows, in the order of its file. */
  readonly down: readonly string[];
  /** The revisions it depends on, labels resolved. */
  readonly dependencies: readonly string[];
  /** What must be applied right before: `down`, and the dependencies that no revision below declares already. */
  readonly parents: readonly string[];
  /** The revisions that follow it. */
  readonly children: readonly string[];
  /** The revisions that depend on it. */
  readonly dependents: readonly string[];
  /** The labels of the branches it is on: those given to it or below it, or above it up to a branch point. */
  readonly labels: readonly string[];
}

/**
 * Build the graph, in which squashed revisions stand for those that they replace. Throws one error that
 * names every fault of the revisions.
 */
export function buildGraph(revisions: readonly Revision[]): RevisionGraph {
  refuse(replacementFaults(revisions));
  const graph = buildView(revisions, new Set());
  const squashes = wholeSquashes(revisions);
  if (squashes.length > 0) {
    const old = buildView(revisions, new Set(squashes.map(({ id }) => id)));
    refuse(squashes.flatMap((squash) => squashFaults(old, squash)));
  }
  return graph;
}

/** The graph with the chains in the place of these squashed revisions. */
export function buildView(files: readonly Revision[], expanded: ReadonlySet<string>): RevisionGraph {
  const { revisions, aliases, storedAs } = chooseSquashes(files, expanded);
  refuse(faultsOf(revisions));
  const byId = new Map(
    revisions.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((revision) => [revision.id, revision]),
  );
  const labels = new Map(
    [...byId.values()].flatMap(({ id, branchLabels }) => branchLabels.map((label) => [label, id])),
  );
  const nodes = connect(byId, labels);
  spreadLabels(nodes, labels);
  const all = [...nodes.values()];
  const heads = all.filter((node) => node.children.length === 0);
  return {
    revisions: byId,
    nodes,
    heads: heads.map((node) => node.id),
    realHeads: heads.filter((node) => node.dependents.length === 0).map((node) => node.id),
    bases: all.filter((node) => node.down.length === 0).map((node) => node.id),
    labels,
    files,
    aliases,
    storedAs,
  };
}

/** Why a squash cannot stand for a chain whose files are there; `old` is the graph with all the chains. */
function squashFaults(old: RevisionGraph, squash: Revision): readonly MigError[] {
  const here = (id: string): string => old.aliases.get(id) ?? id;
  const parents = (id: string): readonly string[] => old.nodes.get(id)?.parents ?? [];
  const needed = [...squash.downRevisions, ...squash.dependsOn].map(
    (name) => old.labels.get(name) ?? here(name),
  );
  const before = reachable(needed, parents);
  const last = here(squash.id);
  const chain = [...reachable([last], parents)].filter((id) => !before.has(id));
  const wrong = (why: string): readonly MigError[] => [badSquash(squash.id, why, placeOf(squash))];
  const loose = squash.replaces.find((id) => !chain.includes(here(id)));
  if (loose !== undefined) return wrong(`${loose} does not lead to ${last}, the last of them`);
  const parts = new Set(squash.replaces.flatMap((id) => [...partsOf(old, id)]));
  const left = chain.find((id) => !parts.has(id));
  return left === undefined ? [] : wrong(`${left} belongs between them, and is not among them`);
}

/** The revisions of the graph that one of the files stands for. */
function partsOf(graph: RevisionGraph, id: string): readonly string[] {
  const replaces = graph.files.find((revision) => revision.id === id)?.replaces ?? [];
  return graph.nodes.has(id) ? [id] : replaces.flatMap((each) => partsOf(graph, each));
}

/** Refuse a revision that would break the graph, before a file of it is written. */
export function checkNewRevision(graph: RevisionGraph, candidate: Revision): void {
  const twin = graph.files.find(({ id }) => id === candidate.id);
  try {
    // Its id alone is at fault then: what it follows was found under that name.
    if (twin !== undefined) throw duplicateRevision(candidate.id, [placeOf(twin), placeOf(candidate)]);
    buildGraph([...graph.files, candidate]);
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    // The graph is sound, so the fault is in what was asked for, not in the directory.
    throw new MigError(error.code, 2, error);
  }
}

/** The node of a revision that is known to be in the graph. */
export function nodeOf(graph: Pick<RevisionGraph, "nodes">, id: string): GraphNode {
  const node = graph.nodes.get(id);
  if (node === undefined) throw new TypeError(`no revision ${id} in the graph`);
  return node;
}

function refuse(faults: readonly MigError[]): void {
  const [first, ...rest] = faults;
  if (first !== undefined) throw rest.length === 0 ? first : invalidGraph(faults);
}

type Draft = {
  -readonly [K in keyof GraphNode]: GraphNode[K] extends readonly string[] ? string[] : GraphNode[K];
};

function connect(
  revisions: ReadonlyMap<string, Revision>,
  labels: ReadonlyMap<string, string>,
): Map<string, Draft> {
  const nodes = new Map<string, Draft>();
  for (const { id, downRevisions, dependsOn } of revisions.values()) {
    const dependencies = distinct(dependsOn.map((name) => labels.get(name) ?? name)).sort();
    nodes.set(id, {
      id,
      down: distinct(downRevisions),
      dependencies,
      parents: [],
      children: [],
      dependents: [],
      labels: [],
    });
  }
  // Visited in the order of ids, so that lists of children come out sorted.
  for (const node of nodes.values()) {
    for (const down of node.down) nodes.get(down)?.children.push(node.id);
    for (const dependency of node.dependencies) nodes.get(dependency)?.dependents.push(node.id);
  }
  const fresh = newDependencies([...nodes.values()]);
  for (const node of nodes.values()) {
    const needed = fresh.get(node.id) ?? [];
    node.parents = needed.length === 0 ? node.down : [...new Set([...node.down, ...needed])];
  }
  return nodes;
}

function distinct(names: readonly string[]): string[] {
  // Most lists have one member, and a set for each would cost more than all the rest of the graph.
  return names.length < 2 ? [...names] : [...new Set(names)];
}

/** A label holds for all above its revision, and for what is below it as far as no other branch shares it. */
function spreadLabels(nodes: ReadonlyMap<string, Draft>, labels: ReadonlyMap<string, string>): void {
  for (const [label, id] of [...labels].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const above of reachable([id], (each) => nodes.get(each)?.children ?? []))
      nodes.get(above)?.labels.push(label);
    let node = nodes.get(id);
    while (node !== undefined && node.down.length === 1) {
      node = nodes.get(node.down[0] ?? "");
      if (node === undefined || node.children.length > 1 || node.down.length > 1) break;
      node.labels.push(label);
    }
  }
}
