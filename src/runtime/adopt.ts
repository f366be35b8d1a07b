import { applyIfPossible } from "../core/adopt/apply-if-possible.ts";
import { objectOf, objectsOf, ownerOf } from "../core/adopt/objects.ts";
import { findPlace, type Effect, type Place } from "../core/adopt/find-place.ts";
import { diffSchemas } from "../core/diff/diff.ts";
import { signatureFailed } from "../core/errors/adopt.ts";
import { storedRows } from "../core/graph/heads.ts";
import { newestFirst } from "../core/graph/order.ts";
import { planUpgrade, type Step } from "../core/graph/plan.ts";
import { buildView, type RevisionGraph } from "../core/graph/revision-graph.ts";
import { wholeSquashes } from "../core/graph/squash.ts";
import { required } from "../core/graph/traverse.ts";
import { describeOperation } from "../core/operations/describe.ts";
import type { Operation } from "../core/operations/operations.ts";
import { isPresent } from "../core/operations/present.ts";
import { emptySchema, type Schema } from "../core/schema/schema.ts";
import { effectsOf } from "./effects.ts";
import type { Database, Environment } from "./environment.ts";
import { createProbe } from "./probe.ts";

/** What speaks for or against one revision. */
export interface RevisionEvidence {
  readonly revision: string;
  readonly message: string;
  readonly applied: boolean;
  /** What `isApplied` said; `covered` when a newer one had said yes, null when the revision has none. */
  readonly signature: boolean | "covered" | null;
  /** What it does that is in the structure, one line each. */
  readonly present: readonly string[];
  /** What it does that is not. */
  readonly missing: readonly string[];
  /** What it does that later revisions undid. */
  readonly superseded: readonly string[];
  /** Why what it does cannot be known, or null. */
  readonly unknown: string | null;
}

/** An object that is where it should not be, or is not where it should be. */
export interface Misfit {
  readonly object: string;
  readonly problem: "missing" | "unexpected";
  /** The revision that makes it. */
  readonly revision: string | null;
  /** The statements that would set it right. */
  readonly todo: readonly string[];
  /** All of it in one line. */
  readonly text: string;
}

/** Where an unmanaged database stands, and why. */
export interface Standing {
  /** `empty`: nothing of what the revisions make is there. */
  readonly state: "empty" | "found" | "mixed" | "unsure";
  /** The rows of the version table that say it; those of the nearest place when it is mixed. */
  readonly heads: readonly string[];
  /** Newest first. */
  readonly evidence: readonly RevisionEvidence[];
  readonly misfits: readonly Misfit[];
  /** Objects that are there in another form than the revisions give them. */
  readonly differences: readonly string[];
  /** Objects of which no revision knows; they are left alone. */
  readonly others: readonly string[];
  /** Revisions of which nothing tells whether they were run. */
  readonly unsure: readonly string[];
  /** Whether the history was run on an empty database, or only what it says was looked at. */
  readonly by: "replay" | "operations";
}

/** Find where an unmanaged database stands: by signatures, by what revisions do, and by the whole structure. */
export async function findStanding(environment: Environment, database: Database): Promise<Standing> {
  const graph = oldWay(environment.scripts().graph);
  const { dialect, connection } = database;
  const { steps } = planUpgrade({ ...graph, files: [...graph.revisions.values()] }, [], "heads");
  const { byRevision: effects, by } = await effectsOf(environment, database, steps);
  const objects = (schema: Schema): ReadonlySet<string> =>
    objectsOf(schema, dialect.rules.uniqueIndexIsConstraint);
  const makers = makersOf(steps, effects, dialect.rules.uniqueIndexIsConstraint);
  const live = dialect.canonical(await dialect.introspect(connection, database.scope));
  const there = objects(live);
  const others = [...there].filter((object) => !makers.has(object) && !there.has(ownerOf(object) ?? ""));
  const known = new Set([...there].filter((object) => makers.has(object)));
  const nothing = { evidence: [], misfits: [], differences: [], unsure: [], others, by };
  if (known.size === 0) return { ...nothing, state: "empty", heads: [] };

  const signatures = await askSignatures(environment, database, graph);
  const misfitsOf = (structure: Schema): { missing: string[]; unexpected: string[] } => {
    const wanted = objects(structure);
    return {
      missing: [...wanted].filter((object) => !there.has(object)),
      unexpected: [...known].filter((object) => !wanted.has(object)),
    };
  };
  const place = findPlace({
    graph,
    effects,
    signatures: new Map([...signatures].filter((each): each is [string, boolean] => each[1] !== "covered")),
    distance(structure) {
      const { missing, unexpected } = misfitsOf(structure);
      return {
        objects: missing.length + unexpected.length,
        details: () => changesTo(database, live, structure).length,
      };
    },
  });
  const wanted = await dialect.settle(connection, place.structure, live);
  const changes = changesTo(database, live, wanted);
  const { missing, unexpected } = misfitsOf(wanted);
  const describe = (problem: Misfit["problem"], object: string, among: readonly string[]): Misfit[] => {
    const owner = ownerOf(object);
    if (owner !== null && among.includes(owner)) return [];
    const revision = makers.get(object) ?? null;
    const todo = todoFor(database, changes, live, object);
    const origin = revision === null ? "" : `, of ${revision}`;
    const cure = todo.length === 0 ? "" : `: ${todo.map((sql) => sql.replaceAll(/\s+/gu, " ")).join("; ")}`;
    return [{ object, problem, revision, todo, text: `${object} is ${problem}${origin}${cure}` }];
  };
  const misfits = [
    ...missing.flatMap((object) => describe("missing", object, missing)),
    ...unexpected.flatMap((object) => describe("unexpected", object, unexpected)),
  ];
  const inPlace = objects(wanted);
  const differences = changes.filter((operation) => {
    const object = objectOf(operation, live, dialect.rules.uniqueIndexIsConstraint);
    return object === null || (there.has(object) && inPlace.has(object));
  });
  return {
    state: misfits.length > 0 ? "mixed" : place.unsure.length > 0 ? "unsure" : "found",
    heads: storedRows(graph, place.heads).sort(),
    evidence: evidenceOf({ graph, effects, signatures, place, live, wanted }),
    misfits,
    differences: differences.map(describeOperation),
    others,
    unsure: place.unsure,
    by,
  };
}

/** The graph with the chains in the place of squashes, since the database may be in the middle of one. */
function oldWay(graph: RevisionGraph): RevisionGraph {
  const squashes = wholeSquashes(graph.files);
  return squashes.length === 0 ? graph : buildView(graph.files, new Set(squashes.map(({ id }) => id)));
}

/** Every object that any revision makes, with the last one that does. */
function makersOf(
  steps: readonly Step[],
  effects: ReadonlyMap<string, Effect>,
  uniqueIndexIsConstraint: boolean,
): ReadonlyMap<string, string> {
  const makers = new Map<string, string>();
  let schema: Schema = emptySchema;
  let before: ReadonlySet<string> = new Set();
  for (const { revision } of steps) {
    schema = (effects.get(revision.id)?.operations ?? []).reduce(applyIfPossible, schema);
    const after = objectsOf(schema, uniqueIndexIsConstraint);
    for (const object of after) if (!before.has(object)) makers.set(object, revision.id);
    before = after;
  }
  return makers;
}

/** Ask the newest first: what one confirms covers all that is below it, which is not asked any more. */
async function askSignatures(
  environment: Environment,
  { dialect, connection }: Database,
  graph: RevisionGraph,
): Promise<ReadonlyMap<string, boolean | "covered">> {
  const probe = createProbe(dialect, connection);
  const said = new Map<string, boolean | "covered">();
  const covered = new Set<string>();
  for (const id of newestFirst(graph, new Set(graph.nodes.keys()))) {
    const revision = graph.revisions.get(id);
    const isApplied = revision === undefined ? null : (await environment.load(revision.path)).isApplied;
    if (revision === undefined || isApplied === null) continue;
    if (covered.has(id)) {
      said.set(id, "covered");
      continue;
    }
    let answer: unknown;
    try {
      answer = await isApplied(probe);
    } catch (error) {
      throw signatureFailed(id, revision.path, error);
    }
    if (typeof answer !== "boolean")
      throw signatureFailed(
        id,
        revision.path,
        new TypeError(`it answered ${String(answer)}, not true or false`),
      );
    said.set(id, answer);
    if (answer) for (const below of required(graph, [id])) covered.add(below);
  }
  return said;
}

function changesTo({ dialect }: Database, live: Schema, wanted: Schema): readonly Operation[] {
  const options = { renames: [], hasRows: () => false };
  return diffSchemas(live, wanted, dialect.rules, options).map(({ operation }) => operation);
}

/** The statements of what the differ proposes for an object. */
function todoFor(
  { dialect }: Database,
  changes: readonly Operation[],
  live: Schema,
  object: string,
): readonly string[] {
  const unique = dialect.rules.uniqueIndexIsConstraint;
  const cures = changes.filter((operation) => objectOf(operation, live, unique) === object);
  try {
    return dialect.compile(cures, live).map(({ sql }) => sql);
  } catch {
    // It needs others of the changes first; their order is the differ's, and the words say enough.
    return cures.map(describeOperation);
  }
}

function evidenceOf(found: {
  readonly graph: RevisionGraph;
  readonly effects: ReadonlyMap<string, Effect>;
  readonly signatures: ReadonlyMap<string, boolean | "covered">;
  readonly place: Place;
  readonly live: Schema;
  readonly wanted: Schema;
}): readonly RevisionEvidence[] {
  const { graph, effects, signatures, place, live, wanted } = found;
  return newestFirst(graph, new Set(graph.nodes.keys())).map((id) => {
    const applied = place.applied.has(id);
    const effect = effects.get(id) ?? { operations: [], unknown: null };
    const judged = effect.operations.map((operation) => {
      const isThere = isPresent(operation, live);
      // What the structure of this place does not have either, later revisions have undone.
      const isUndone = applied && isPresent(operation, wanted) === false;
      return {
        text: describeOperation(operation),
        kind: isUndone ? "superseded" : isThere === false ? "missing" : "present",
      };
    });
    const of = (kind: string): readonly string[] =>
      judged.flatMap((each) => (each.kind === kind ? [each.text] : []));
    return {
      revision: id,
      message: graph.revisions.get(id)?.message ?? "",
      applied,
      signature: signatures.get(id) ?? null,
      present: of("present"),
      missing: of("missing"),
      superseded: of("superseded"),
      unknown: effect.unknown,
    };
  });
}
