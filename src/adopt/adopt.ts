import { findApplied, isUnknown } from "../core/adopt/find-applied.ts";
import { holdsRows, objectsChanged, objectsOf } from "../core/adopt/objects.ts";
import { triggersBetween } from "../core/adopt/triggers.ts";
import { operationsBetween } from "../core/diff/between.ts";
import { storedRows } from "../core/graph/heads.ts";
import { planUpgrade } from "../core/graph/plan.ts";
import { buildView, type RevisionGraph } from "../core/graph/revision-graph.ts";
import { wholeSquashes } from "../core/graph/squash.ts";
import { describeDifferences } from "../core/adopt/differences.ts";
import { madeBy, withoutMade } from "../core/repeatable/made.ts";
import type { Role, Schema } from "../core/schema/schema.ts";
import { evidenceOf, type RevisionEvidence } from "./evidence.ts";
import {
  originOf,
  discrepanciesOf,
  originsOf,
  type Origins,
  type Discrepancy,
  type Unfitting,
} from "./discrepancies.ts";
import { perhapsTaken, sayTaken } from "./perhaps-taken.ts";
import { repairsFor, type Repair } from "./repairs.ts";
import { type ScriptFound, scriptsFound } from "./scripts.ts";
import { answersOf, askSignatures } from "./signatures.ts";
import { effectsOf, type Effects } from "./effects.ts";
import type { Database, Environment } from "../project/environment.ts";

/** Where an unmanaged database stands, and why. */
export interface Detection {
  /** `empty`: nothing of what the revisions make is there, and no signature says that one was run. */
  readonly state: "empty" | "found" | "mixed" | "unsure";
  /** The rows of the version table that say it; when it is unsure, how far it is at least; none when it is mixed. */
  readonly heads: readonly string[];
  /** The place that is nearest when it is mixed, and stands nowhere. */
  readonly nearest: readonly string[];
  /** Newest first. */
  readonly evidence: readonly RevisionEvidence[];
  readonly discrepancies: readonly Discrepancy[];
  /** The discrepancies by revision, oldest first, with what can be done about them. */
  readonly repairs: readonly Repair[];
  /** Objects that are there in another form than the revisions give them. */
  readonly differences: readonly string[];
  /** Objects of which no revision knows; they are left alone. */
  readonly others: readonly string[];
  /** Revisions of which nothing tells whether they were run. */
  readonly unsure: readonly string[];
  /** Whether the history was run on an empty database, or what it says was looked at; null where neither was needed. */
  readonly by: Effects["by"] | null;
  /** Why the evidence is weaker than it could be, in sentences. */
  readonly weak: readonly string[];
  /** Objects that are there and that revisions make. */
  readonly known: readonly string[];
  /** The repeatable scripts, in their order, and what of what they make is there. */
  readonly scripts: readonly ScriptFound[];
}

/** The result for a database that was not examined any further. */
export const nothingSeen: Omit<Detection, "state"> = {
  heads: [],
  nearest: [],
  evidence: [],
  discrepancies: [],
  repairs: [],
  differences: [],
  others: [],
  unsure: [],
  by: null,
  weak: [],
  known: [],
  scripts: [],
};

/** Find where an unmanaged database stands: by signatures, by what revisions do, and by the whole structure. */
export async function detect(environment: Environment, database: Database): Promise<Detection> {
  const { dialect, connection } = database;
  const found = dialect.canonical(await dialect.introspect(connection, database.scope));
  // Where there is no table there are no rows that running the history could hurt.
  if (objectsOf(found).size === 0) return { ...nothingSeen, state: "empty" };

  const files = environment.scripts().graph;
  const graph = oldWay(files);
  const { steps } = planUpgrade({ ...graph, files: [...graph.revisions.values()] }, [], "heads");
  const signatures = await askSignatures(environment, database, graph);
  const answers = answersOf(signatures);
  const { byRevision: effects, calls, by, weak } = await effectsOf(environment, database, steps);
  const warn = (text: string): void => environment.report({ kind: "notice", level: "warning", text });
  weak.forEach(warn);
  const origins = originsOf(steps, effects);
  const live = await withRoles(database, found, origins);
  const there = objectsOf(live);
  const repeatables = await environment.repeatables();
  const scripts = scriptsFound(repeatables, live, dialect.lexical);
  const notMade = objectsOf(withoutMade(live, madeBy(repeatables, dialect.lexical), []));
  const known = new Set([...there.keys()].filter((object) => origins.makers.has(object)));
  const others = [...there]
    .filter(([object, owner]) => !known.has(object) && !there.has(owner ?? "") && notMade.has(object))
    .map(([object]) => object);
  if (known.size === 0 && ![...answers.values()].includes(true)) {
    const unsure = [...graph.nodes.keys()].filter((id) => isUnknown({ effects, signatures: answers }, id));
    return {
      ...nothingSeen,
      state: unsure.length > 0 ? "unsure" : "empty",
      others,
      unsure,
      by,
      weak,
      scripts,
    };
  }

  const unfitting = (structure: Schema): Unfitting => {
    const wanted = objectsOf(structure);
    return {
      missing: [...wanted.keys()].filter((object) => !there.has(object)),
      unexpected: [...known].filter((object) => !wanted.has(object)),
    };
  };
  const place = findApplied({
    graph,
    effects,
    signatures: answers,
    unexplained: known.size < there.size,
    distance(structure) {
      const { missing, unexpected } = unfitting(structure);
      const objects = [...missing, ...unexpected];
      return {
        holders: objects.filter(holdsRows).length,
        objects: objects.length,
        details: () => operationsBetween(live, structure, dialect.rules).length,
      };
    },
  });
  const wanted = await dialect.normalize(connection, place.structure, live);
  const changes = [...operationsBetween(live, wanted, dialect.rules), ...triggersBetween(live, wanted)];
  const inPlace = objectsOf(wanted);
  const lacking = unfitting(wanted);
  const taken = await perhapsTaken(lacking.missing, {
    graph,
    effects,
    calls,
    origins,
    applied: place.applied,
    objects: inPlace,
    lexical: dialect.lexical,
  });
  const doubts = sayTaken(taken, inPlace);
  doubts.forEach(warn);
  const apart = { ...lacking, missing: lacking.missing.filter((object) => !taken.has(object)) };
  const discrepancies = discrepanciesOf(apart, origins, place.applied, new Map([...there, ...inPlace]));
  const findings = { graph, effects, signatures, place, live, wanted };
  const evidence = evidenceOf(findings);
  const origin = (object: string): string | null => {
    const problem = apart.missing.includes(object)
      ? "missing"
      : apart.unexpected.includes(object)
        ? "unexpected"
        : null;
    return problem === null ? null : originOf(origins, place.applied, object, problem);
  };
  const seen = new Set([...known].flatMap((object) => origins.makers.get(object) ?? []));
  const nameable = graph === files;
  const broken = { ...findings, evidence, discrepancies, changes, calls, origin, seen, nameable };
  const changed = objectsChanged(changes, live);
  const differing = changes.filter((_, index) => {
    const object = changed[index] ?? null;
    return object === null || (there.has(object) && inPlace.has(object));
  });
  const heads = storedRows(graph, place.heads).sort();
  const isMixed = discrepancies.length > 0;
  return {
    state: isMixed ? "mixed" : place.unsure.length > 0 ? "unsure" : "found",
    heads: isMixed ? [] : heads,
    nearest: isMixed ? heads : [],
    evidence,
    discrepancies,
    repairs: isMixed ? await repairsFor(environment, database, broken) : [],
    differences: describeDifferences(differing, live, wanted),
    others,
    unsure: place.unsure,
    by,
    weak: [...weak, ...doubts],
    known: [...known],
    scripts,
  };
}

/** The structure with those roles of the server that revisions make. */
async function withRoles(
  { dialect, connection, scope }: Database,
  live: Schema,
  { makers }: Origins,
): Promise<Schema> {
  const isMade = ({ name }: Role): boolean => makers.has(`role ${name}`);
  if (![...makers.keys()].some((object) => object.startsWith("role "))) return live;
  const { roles } = await dialect.bystanders(connection, scope);
  return { ...live, roles: roles.map(({ role }) => role).filter(isMade) };
}

/** The graph with the chains in the place of squashes, since the database may be in the middle of one. */
function oldWay(graph: RevisionGraph): RevisionGraph {
  const squashes = wholeSquashes(graph.files);
  return squashes.length === 0 ? graph : buildView(graph.files, new Set(squashes.map(({ id }) => id)));
}
