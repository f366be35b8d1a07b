import { applyIfPossible } from "../core/adopt/apply-if-possible.ts";
import { objectsChanged } from "../core/adopt/objects.ts";
import { newestFirst } from "../core/graph/order.ts";
import { dependenciesOf } from "../core/operations/dependencies.ts";
import { describeOperation } from "../core/operations/describe.ts";
import { hazardsOf } from "../core/operations/hazards.ts";
import { lossesOf } from "../core/operations/losses.ts";
import type { Operation } from "../core/operations/operations.ts";
import { completeColumn } from "../core/schema/complete.ts";
import { fillsItself, findTable, nameOf } from "../core/schema/lookup.ts";
import type { Schema } from "../core/schema/schema.ts";
import { triggerOf } from "../core/sql/creations.ts";
import type { Database } from "../project/environment.ts";
import { rowsLost } from "../run/lost-rows.ts";
import type { Findings } from "./evidence.ts";
import { sql } from "../dialects/sql.ts";

/** One change of the structure. */
export interface StructureChange {
  readonly text: string;
  /** Its statements; none for what loses rows, needs values, or rebuilds a table. */
  readonly sql: readonly string[];
  /** Why there is no SQL, or what it may be refused for; null when there is nothing to know. */
  readonly caution: string | null;
  /** It makes a table or a column, into which the revision may put something as well. */
  readonly holdsRows: boolean;
}

/** What the changes of a structure are made from. */
export interface Differing extends Pick<Findings, "graph" | "place" | "live"> {
  /** What the differ would do to the live structure, in its order. */
  readonly changes: readonly Operation[];
  /** The calls that a revision's body makes, as far as they can be told. */
  readonly calls: (revision: string) => Promise<readonly Operation[] | null>;
  /** The revision to which an object that does not fit belongs; null for one that fits. */
  readonly origin: (object: string) => string | null;
}

/** What would set the structure right, by the revision to which it belongs, in an order in which it can be done. */
export async function structureChanges(
  database: Database,
  differing: Differing,
): Promise<ReadonlyMap<string, readonly StructureChange[]>> {
  const { changes, live, origin } = differing;
  const made = new Set<string>();
  const byRevision = new Map<string, StructureChange[]>();
  const lacking = new Set<string>();
  /** The revision for whose sake something is made. */
  const madeFor = new Map<string, string>();
  let at: Schema = live;
  const objects = objectsChanged(changes, live);
  for (const [index, operation] of changes.entries()) {
    const object = objects[index] ?? null;
    const { needs, provides } = dependenciesOf(operation, at);
    // What is known by no name of its own, such as a trigger, comes with the table that is made for it.
    const revision =
      (object === null ? null : origin(object)) ??
      needs.map((key) => madeFor.get(key)).find((each) => each !== undefined) ??
      null;
    if (revision === null) continue;
    for (const key of provides) if (!madeFor.has(key)) madeFor.set(key, revision);
    const change = needs.some((key) => lacking.has(key))
      ? without(operation, "what it needs must be made first")
      : await structureChange(database, operation, at);
    if (change.sql.length > 0 && operation.kind === "createTable") made.add(operation.args[0].name);
    if (change.sql.length > 0) at = applyIfPossible(at, operation);
    else for (const key of provides) lacking.add(key);
    byRevision.set(revision, [...(byRevision.get(revision) ?? []), change]);
  }
  for (const { revision, change } of await triggersOn(database, differing, made, at))
    byRevision.set(revision, [...(byRevision.get(revision) ?? []), change]);
  return byRevision;
}

/** The triggers of tables that are recreated, which revisions that could not be run on an empty database make by SQL of their own. */
async function triggersOn(
  { dialect }: Database,
  { graph, place, calls }: Differing,
  tables: ReadonlySet<string>,
  after: Schema,
): Promise<readonly { readonly revision: string; readonly change: StructureChange }[]> {
  const found = new Map<string, { readonly revision: string; readonly change: StructureChange }>();
  for (const revision of newestFirst(graph, place.applied).reverse())
    for (const call of (await calls(revision)) ?? []) {
      const trigger = call.kind === "execute" ? triggerOf(call.args[0], dialect.lexical) : null;
      if (call.kind !== "execute" || trigger === null) continue;
      const { verb, trigger: name, on } = trigger;
      if (verb === "DROP") found.delete(name);
      else if (on !== null && tables.has(on) && !hasTrigger(after, on, name))
        found.set(name, {
          revision,
          change: {
            text: `create trigger ${name} on ${on}`,
            sql: [bare(call.args[0])],
            caution: null,
            holdsRows: false,
          },
        });
    }
  return [...found.values()];
}

function hasTrigger(schema: Schema, table: string, trigger: string): boolean {
  const { name } = nameOf(trigger);
  return findTable(schema, table)?.triggers.some((each) => each.name === name) === true;
}

/** A statement without the semicolon at its end. */
export function bare(statement: string): string {
  return statement.trim().replace(/;$/u, "");
}

async function structureChange(
  database: Database,
  operation: Operation,
  before: Schema,
): Promise<StructureChange> {
  const refused = await dangerOf(database, operation, before);
  if (refused !== null) return without(operation, refused);
  try {
    const statements = database.dialect.compile([operation], before);
    const rebuilds = statements.some(({ foreignKeysOff }) => foreignKeysOff);
    // Nobody's rows point into a table that has none, so that one can go and come back under enforced keys.
    if (rebuilds && !(await isEmpty(database, operation)))
      return without(operation, "the table must be rebuilt for it");
    const cautions = [
      ...(rebuilds ? ["it is rebuilt, and must be empty still"] : []),
      ...hazardsOf(operation, before, database.dialect.lexical).flatMap((hazard) =>
        hazard.kind === "may-fail" ? [hazard.text] : [],
      ),
    ];
    const caution = cautions.length === 0 ? null : cautions.join("; ");
    const holdsRows = operation.kind === "createTable" || operation.kind === "addColumn";
    return {
      text: describeOperation(operation),
      sql: statements.map((each) => each.sql),
      caution,
      holdsRows,
    };
  } catch {
    // An operation of the user's own may throw anything.
    return without(operation, "what it needs must be made first");
  }
}

/** A change that has no SQL, and why. */
function without(operation: Operation, caution: string): StructureChange {
  return { text: describeOperation(operation), sql: [], caution, holdsRows: false };
}

/** What it would cost the rows that are there, or null. */
async function dangerOf(database: Database, operation: Operation, before: Schema): Promise<string | null> {
  for (const loss of lossesOf(operation, before, database.dialect.lexical)) {
    const rows = await rowsLost(database, loss);
    if (rows > 0) return `${counted(rows, loss.column === null ? "row" : "value")} would be lost`;
  }
  if (operation.kind !== "addColumn") return null;
  const [table, column] = operation.args;
  if (column.nullable !== false || fillsItself(completeColumn(column))) return null;
  const rows = await rowsIn(database, table);
  return rows === 0 ? null : `each of ${counted(rows, "row")} needs a value`;
}

/** Whether the table that an operation changes is there and has no rows. */
async function isEmpty(database: Database, operation: Operation): Promise<boolean> {
  const [table] = operation.args;
  return typeof table === "string" && (await rowsIn(database, table)) === 0;
}

async function rowsIn({ connection, dialect }: Database, table: string): Promise<number> {
  const [row] = await connection.query(sql`SELECT count(*) AS count FROM ${dialect.identifier(table)}`);
  return Number(row?.["count"] ?? 0);
}

function counted(number: number, what: string): string {
  return `${number.toLocaleString("en-US")} ${what}${number === 1 ? "" : "s"}`;
}
