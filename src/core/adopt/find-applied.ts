import { rowsOf } from "../graph/heads.ts";
import { newestFirst } from "../graph/order.ts";
import type { RevisionGraph } from "../graph/revision-graph.ts";
import { dependentsOf, required } from "../graph/traverse.ts";
import type { Operation } from "../operations/operations.ts";
import { emptySchema, type Schema } from "../schema/schema.ts";
import { applyIfPossible } from "./apply-if-possible.ts";

/** What is known of a revision without looking at the database. */
export interface Effect {
  /** What it does to the structure in the end. */
  readonly operations: readonly Operation[];
  /** Its body does nothing at all. */
  readonly silent: boolean;
  /** Why what it does to the structure cannot be known, or not all of it; or null. */
  readonly unknown: string | null;
}

/** How far a structure is from the live one. */
export interface Distance {
  /** How many of its objects are tables and columns: an index is lost or made by hand more easily than what holds rows. */
  readonly holders: number;
  /** How many objects are there that should not be, or are not there and should be. */
  readonly objects: number;
  /** How many are there in another form; counted only when it is asked for. */
  readonly details: () => number;
}

/** The history as far as adoption looks at it. */
export interface Evidence {
  readonly graph: RevisionGraph;
  readonly effects: ReadonlyMap<string, Effect>;
  /** What `isApplied` said; no key for a revision that has none or was not asked. */
  readonly signatures: ReadonlyMap<string, boolean>;
  /** The live structure has objects that no known revision makes. */
  readonly unexplained: boolean;
  /** The distance of a structure from the live one. */
  readonly distance: (structure: Schema) => Distance;
}

/** Where a database stands, as far as it can be told. */
export interface AppliedRevisions {
  /** The revisions that are applied. */
  readonly applied: ReadonlySet<string>;
  readonly heads: readonly string[];
  readonly structure: Schema;
  /** Revisions that may have been run on top of these, or not: nothing tells. */
  readonly unsure: readonly string[];
}

/**
 * The set of revisions whose structure is nearest to the live one. What a signature confirms is in it, with
 * all that it needs; a revision whose signature denies is in it only below another one. From there whole
 * lines are added or taken away as long as that brings it nearer, so that branches count independently.
 */
export function findApplied(evidence: Evidence): AppliedRevisions {
  const { graph, effects, signatures } = evidence;
  const structureOf = structures(evidence);
  const confirmed = required(
    graph,
    [...signatures].flatMap(([id, said]) => (said ? [id] : [])),
  );
  let applied: ReadonlySet<string> = confirmed;
  let score = evidence.distance(structureOf(applied));
  for (;;) {
    const better = nearest(evidence, structureOf, score, neighbours(evidence, applied, confirmed));
    if (better === null) break;
    ({ applied, score } = better);
  }
  const bare = (id: string): boolean => effects.get(id)?.operations.length === 0;
  const unsure: string[] = [];
  for (const id of newestFirst(graph, new Set(graph.nodes.keys())).reverse()) {
    if (applied.has(id) || signatures.has(id) || !bare(id)) continue;
    const isNext = (graph.nodes.get(id)?.parents ?? []).every((each) => applied.has(each));
    if (isNext && effects.get(id)?.silent === true) applied = new Set([...applied, id]);
    // What cannot be known may be what has made the unexplained, and undone what those below it make.
    else if (isNext || (evidence.unexplained && isUnknown(evidence, id))) unsure.push(id);
  }
  return { applied, heads: rowsOf(graph, applied), structure: structureOf(applied), unsure };
}

/** Whether nothing tells of a revision, neither what it does nor a signature. */
export function isUnknown(
  { effects, signatures }: Pick<Evidence, "effects" | "signatures">,
  id: string,
): boolean {
  const effect = effects.get(id);
  return !signatures.has(id) && effect?.operations.length === 0 && effect.unknown !== null;
}

/** Sets that differ from this one by one revision, with all that it needs or all that rests on it. */
function neighbours(
  { graph, signatures }: Evidence,
  applied: ReadonlySet<string>,
  confirmed: ReadonlySet<string>,
): readonly ReadonlySet<string>[] {
  const sets = [...graph.nodes.keys()].flatMap((id) => {
    if (!applied.has(id)) return [new Set([...applied, ...required(graph, [id])])];
    const falling = dependentsOf(graph, [id], applied);
    return [...falling].some((each) => confirmed.has(each))
      ? []
      : [new Set([...applied].filter((each) => !falling.has(each)))];
  });
  return sets.filter((set) => rowsOf(graph, set).every((id) => signatures.get(id) !== false));
}

interface Candidate {
  readonly applied: ReadonlySet<string>;
  readonly score: Distance;
}

/** The nearest of some sets, the smallest of equals; null when none is nearer than what is there. */
function nearest(
  evidence: Evidence,
  structureOf: (ids: ReadonlySet<string>) => Schema,
  now: Distance,
  sets: readonly ReadonlySet<string>[],
): Candidate | null {
  let best: Candidate | null = null;
  for (const applied of sets.toSorted((a, b) => a.size - b.size)) {
    const score = evidence.distance(structureOf(applied));
    if (isNearer(score, best?.score ?? now)) best = { applied, score };
  }
  return best;
}

function isNearer(a: Distance, b: Distance): boolean {
  const nearer = a.holders - b.holders || a.objects - b.objects;
  return nearer === 0 ? a.details() < b.details() : nearer < 0;
}

/** The structure after some revisions, each prefix of them computed once. */
function structures({ graph, effects }: Evidence): (ids: ReadonlySet<string>) => Schema {
  const order = newestFirst(graph, new Set(graph.nodes.keys())).reverse();
  const root: Branching = { schema: emptySchema, next: new Map() };
  return (ids) => {
    let at = root;
    for (const id of order) {
      if (!ids.has(id)) continue;
      let next = at.next.get(id);
      if (next === undefined) {
        // Without a branch that it was found after, an operation may have nothing to work on.
        const schema = (effects.get(id)?.operations ?? []).reduce(applyIfPossible, at.schema);
        next = { schema, next: new Map() };
        at.next.set(id, next);
      }
      at = next;
    }
    return at.schema;
  };
}

interface Branching {
  readonly schema: Schema;
  readonly next: Map<string, Branching>;
}
