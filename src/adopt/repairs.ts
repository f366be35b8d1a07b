import { applyIfPossible } from "../core/adopt/apply-if-possible.ts";
import { objectOf } from "../core/adopt/objects.ts";
import { rowsOf } from "../core/graph/heads.ts";
import { newestFirst } from "../core/graph/order.ts";
import type { Revision } from "../core/graph/revision.ts";
import { required } from "../core/graph/traverse.ts";
import { dependenciesOf } from "../core/operations/dependencies.ts";
import { describeOperation } from "../core/operations/describe.ts";
import { hazardsOf } from "../core/operations/hazards.ts";
import type { Operation } from "../core/operations/operations.ts";
import { completeColumn } from "../core/schema/complete.ts";
import { formatName } from "../core/schema/names.ts";
import { fillsItself } from "../core/schema/lookup.ts";
import type { Schema } from "../core/schema/schema.ts";
import type { Database, Environment } from "../project/environment.ts";
import type { Findings, RevisionEvidence } from "./evidence.ts";
import type { Misfit } from "./misfits.ts";
import { askSignature } from "./signatures.ts";

/** What is wrong with one revision in a mixed state, and what can be done about it. */
export interface Repair {
  readonly revision: string;
  readonly message: string;
  readonly path: string;
  /** It counts as run, though not all of it is there; or as not run, though some of it is. */
  readonly applied: boolean;
  readonly misfits: readonly string[];
  /** Commands that run it as it is, rows included; none unless it was run and nothing of it is there. */
  readonly commands: readonly string[];
  /** What would set the structure right, and the structure alone. */
  readonly changes: readonly StructureChange[];
  /** Its own SQL and inserts, which none of the changes repeats; null when they cannot be told. */
  readonly besides: readonly string[] | null;
}

/** One change of the structure. */
export interface StructureChange {
  readonly text: string;
  /** Its statements; none for what loses rows, needs values, or builds a table anew. */
  readonly sql: readonly string[];
  /** Why there is no SQL, or what it may be refused for; null when there is nothing to know. */
  readonly caution: string | null;
}

/** All that repairs are made from. */
export interface Broken extends Findings {
  readonly evidence: readonly RevisionEvidence[];
  readonly misfits: readonly Misfit[];
  /** What the differ would do to the live structure, in its order. */
  readonly changes: readonly Operation[];
  /** The calls that each body makes, as far as they can be told. */
  readonly calls: ReadonlyMap<string, readonly Operation[] | null>;
  /** The revision to which an object that does not fit belongs; null for one that fits. */
  readonly culprit: (object: string) => string | null;
  /** Revisions of which some object is there. */
  readonly seen: ReadonlySet<string>;
  /** A revision can be run by its own name: no squash stands for it. */
  readonly nameable: boolean;
}

/** What is wrong in a mixed state, revision by revision, oldest first. */
export async function repairsFor(
  environment: Environment,
  database: Database,
  broken: Broken,
): Promise<readonly Repair[]> {
  const changes = await structureChanges(database, broken);
  const { graph, place, misfits, calls } = broken;
  const repairs: Repair[] = [];
  for (const id of newestFirst(graph, new Set(graph.nodes.keys())).reverse()) {
    const own = misfits.filter(({ revision }) => revision === id);
    const revision = graph.revisions.get(id);
    if (own.length === 0 || revision === undefined) continue;
    const besides =
      calls
        .get(id)
        ?.filter(({ kind }) => kind === "execute" || kind === "bulkInsert" || kind === "custom")
        .map(describeOperation) ?? null;
    const isLeftOut = isHole(broken, id) && (await isKnownLeftOut(environment, database, revision, besides));
    repairs.push({
      revision: id,
      message: revision.message,
      path: revision.path,
      applied: place.applied.has(id),
      misfits: own.map(({ object, problem }) => `${object} is ${problem}`),
      commands: isLeftOut ? commandsFor(broken, id) : [],
      changes: changes.get(id) ?? [],
      besides,
    });
  }
  return repairs;
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

async function structureChanges(
  database: Database,
  { changes, live, culprit }: Broken,
): Promise<ReadonlyMap<string, readonly StructureChange[]>> {
  const byRevision = new Map<string, StructureChange[]>();
  const lacking = new Set<string>();
  let at: Schema = live;
  for (const operation of changes) {
    const object = objectOf(operation, live, database.dialect.rules.uniqueIndexIsConstraint);
    const revision = object === null ? null : culprit(object);
    if (revision === null) continue;
    const { needs, provides } = dependenciesOf(operation, at);
    const change = needs.some((key) => lacking.has(key))
      ? { text: describeOperation(operation), sql: [], caution: "what it needs must be made first" }
      : await structureChange(database, operation, at);
    if (change.sql.length > 0) at = applyIfPossible(at, operation);
    else for (const key of provides) lacking.add(key);
    byRevision.set(revision, [...(byRevision.get(revision) ?? []), change]);
  }
  return byRevision;
}

async function structureChange(
  database: Database,
  operation: Operation,
  before: Schema,
): Promise<StructureChange> {
  const text = describeOperation(operation);
  const refused = await dangerOf(database, operation);
  if (refused !== null) return { text, sql: [], caution: refused };
  try {
    const statements = database.dialect.compile([operation], before);
    if (statements.some(({ foreignKeysOff }) => foreignKeysOff))
      return { text, sql: [], caution: "the table must be built anew for it" };
    const risks = hazardsOf(operation, before).filter(({ kind }) => kind === "may-fail");
    const caution = risks.length === 0 ? null : risks.map((risk) => risk.text).join("; ");
    return { text, sql: statements.map(({ sql }) => sql), caution };
  } catch {
    return { text, sql: [], caution: "what it needs must be made first" };
  }
}

/** What it would cost the rows that are there, or null. */
async function dangerOf(database: Database, operation: Operation): Promise<string | null> {
  switch (operation.kind) {
    case "dropTable":
      return `${counted(await rowsIn(database, operation.args[0], null), "row")} would be lost`;
    case "dropColumn":
      return `${counted(await rowsIn(database, ...operation.args), "value")} would be lost`;
    case "addColumn": {
      const [table, column] = operation.args;
      if (column.nullable !== false || fillsItself(completeColumn(column))) return null;
      const rows = await rowsIn(database, table, null);
      return rows === 0 ? null : `each of ${counted(rows, "row")} needs a value`;
    }
    default:
      return null;
  }
}

async function rowsIn(
  { connection, dialect }: Database,
  table: string,
  column: string | null,
): Promise<number> {
  const where =
    column === null
      ? ""
      : ` WHERE ${dialect.identifier(formatName({ schema: null, name: column }))} IS NOT NULL`;
  const [row] = await connection.query(`SELECT count(*) AS count FROM ${dialect.identifier(table)}${where}`);
  return Number(row?.["count"] ?? 0);
}

function counted(number: number, what: string): string {
  return `${number.toLocaleString("en-US")} ${what}${number === 1 ? "" : "s"}`;
}
