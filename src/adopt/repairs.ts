import { rowsOf } from "../core/graph/heads.ts";
import { newestFirst } from "../core/graph/order.ts";
import type { Revision } from "../core/graph/revision.ts";
import { required } from "../core/graph/traverse.ts";
import { describeOperation } from "../core/operations/describe.ts";
import type { Operation } from "../core/operations/operations.ts";
import { isPlainStructure } from "../core/operations/plain-structure.ts";
import { effectsOf } from "../core/sql/effects.ts";
import type { Lexical } from "../core/sql/lexical.ts";
import type { Database, Environment } from "../project/environment.ts";
import type { Findings, RevisionEvidence } from "./evidence.ts";
import type { Discrepancy } from "./discrepancies.ts";
import { bare, structureChanges, type Differing, type StructureChange } from "./structure-changes.ts";
import { askSignature } from "./signatures.ts";

/** What is wrong with one revision in a mixed state, and what can be done about it. */
export interface Repair {
  readonly revision: string;
  readonly message: string;
  readonly path: string;
  /** It counts as run, though not all of it is there; or as not run, though some of it is. */
  readonly applied: boolean;
  readonly discrepancies: readonly string[];
  /** Commands that run it as it is, rows included; none unless it was run and nothing of it is there. */
  readonly commands: readonly string[];
  /** What would set the structure right, and the structure alone. */
  readonly changes: readonly StructureChange[];
  /** Its own SQL and inserts, which none of the changes repeats; null when they cannot be told. */
  readonly besides: readonly string[] | null;
  /** The changes are all that is to be done, and lose nothing: each has SQL, and no row lacks what the revision would fill in. */
  readonly complete: boolean;
}

/** All that repairs are made from. */
export interface Broken extends Findings, Differing {
  readonly evidence: readonly RevisionEvidence[];
  readonly discrepancies: readonly Discrepancy[];
  /** Revisions of which some object is there. */
  readonly seen: ReadonlySet<string>;
  /** A revision can be run by its own name: no squash stands for it. */
  readonly nameable: boolean;
}

/**
 * What is wrong in a mixed state, revision by revision, in an order in which it can be set right: what is to go
 * newest first, then what is to come oldest first.
 */
export async function repairsFor(
  environment: Environment,
  database: Database,
  broken: Broken,
): Promise<readonly Repair[]> {
  const changes = await structureChanges(database, broken);
  const { graph, place, discrepancies, calls } = broken;
  const { lexical } = database.dialect;
  const repairs: Repair[] = [];
  for (const id of newestFirst(graph, new Set(graph.nodes.keys())).reverse()) {
    const own = discrepancies.filter(({ revision }) => revision === id);
    const revision = graph.revisions.get(id);
    const ownChanges = changes.get(id) ?? [];
    if ((own.length === 0 && ownChanges.length === 0) || revision === undefined) continue;
    const repeated = new Set(ownChanges.flatMap(({ sql }) => sql));
    const isApplied = place.applied.has(id);
    const itsCalls = await calls(id);
    const besides =
      itsCalls
        ?.filter(({ kind }) => kind === "execute" || kind === "bulkInsert" || kind === "custom")
        .filter((call) => call.kind !== "execute" || !repeated.has(bare(call.args[0])))
        .map(describeOperation) ?? null;
    // What is but a part of something else that is missing goes with it.
    const isLeftOut =
      own.length > 0 &&
      isHole(broken, id) &&
      (await isKnownLeftOut(environment, database, revision, besides));
    repairs.push({
      revision: id,
      message: revision.message,
      path: revision.path,
      applied: isApplied,
      discrepancies: own.map(({ object, problem }) => `${object} is ${problem}`),
      commands: isLeftOut ? commandsFor(broken, id) : [],
      changes: ownChanges,
      besides,
      complete:
        ownChanges.length > 0 &&
        ownChanges.every(({ sql }) => sql.length > 0) &&
        (!isApplied ||
          !ownChanges.some(({ holdsRows }) => holdsRows) ||
          itsCalls?.every((call) => isPlainStructure(call, lexical) && !copiesRows(call, lexical)) === true),
    });
  }
  const toGo = repairs.filter(({ applied }) => !applied).reverse();
  return [...toGo, ...repairs.filter(({ applied }) => applied)];
}

/** Whether a table is made with the rows that a query finds. */
function copiesRows(call: Operation, lexical: Lexical): boolean {
  return call.kind === "execute" && effectsOf(call.args[0], lexical).some(({ kind }) => kind === "copy");
}

/** Whether a revision counts as run, and nothing of what it makes is there. */
function isHole({ place, evidence, effects, seen, nameable }: Broken, id: string): boolean {
  const found = evidence.find(({ revision }) => revision === id);
  return (
    nameable &&
    found !== undefined &&
    place.applied.has(id) &&
    found.signature !== true &&
    found.present.length === 0 &&
    !seen.has(id) &&
    found.missing.length > 0 &&
    effects.get(id)?.unknown === null
  );
}

/** What it did to rows would be done again if only its objects are gone: its own signature decides, though a newer one covers it. */
async function isKnownLeftOut(
  environment: Environment,
  database: Database,
  revision: Revision,
  besides: Repair["besides"],
): Promise<boolean> {
  const { isApplied } = await environment.load(revision.path);
  if (isApplied === null) return besides?.length === 0;
  return askSignature(database, revision, isApplied).then(
    (answer) => !answer,
    () => false,
  );
}

/** A hole in the history is filled by running what is missing, and looking again. */
function commandsFor({ graph }: Broken, id: string): readonly string[] {
  const below = rowsOf(graph, required(graph, graph.nodes.get(id)?.parents ?? []));
  return [
    ...(below.length === 0 ? [] : [`mig stamp ${below.join(" ")}`]),
    `mig upgrade ${id}`,
    "mig stamp base",
    "mig adopt",
  ];
}
