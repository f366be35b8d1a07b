import { operationsBetween } from "../core/diff/between.ts";
import type { Operation } from "../core/operations/operations.ts";
import { madeBy, withoutMade } from "../core/repeatable/made.ts";
import { formatName } from "../core/schema/names.ts";
import { emptySchema, type Named, type Schema } from "../core/schema/schema.ts";
import { everything } from "../core/schema/scope.ts";
import type { Connection, Dialect } from "../dialects/dialect.ts";
import type { Database } from "../project/environment.ts";
import { createQueue } from "../run/queue.ts";
import type { Part } from "./part.ts";
import { stubs } from "./stubs.ts";

/** A scratch database that holds the live structure without rows, among what that leans on. */
export interface Copy {
  readonly dialect: Dialect;
  /** What of the live database could not be brought along. */
  readonly missing: readonly string[];
  /** What is there of the structure, without what only stands around it. */
  structure(): Promise<Schema>;
  /** Run operations as a step would, in a transaction of their own or each statement for itself. */
  carryOut(operations: readonly Operation[], transaction: boolean): Promise<void>;
  normalize(wanted: Schema, live: Schema): Promise<Schema>;
}

/** Build the live structure, or a part of it, in an empty database; fails with the statement that it refuses. */
export async function buildCopy(
  { dialect, connection }: Database,
  scratch: Connection,
  { comparison: { live, wanted, expected, repeatables }, leftOut }: Part,
): Promise<Copy> {
  const besides = await stubs(dialect, connection, [live, wanted], { leftOut, expected });
  // What the operations themselves make.
  const own = {
    ...live,
    namespaces: wanted.namespaces.filter((name) => !live.namespaces.includes(name)),
    enums: [...live.enums, ...wanted.enums],
    sequences: [...live.sequences, ...wanted.sequences],
  };
  // Functions may need the tables, and the tables functions.
  await dialect.surround(connection, scratch, own);
  const around = await dialect.introspect(scratch, everything);
  const whole = { ...live, tables: [...live.tables, ...besides] };
  const base = { ...emptySchema, namespaces: around.namespaces };
  const build = operationsBetween(base, whole, dialect.rules);
  const building = build.filter(({ kind }) => kind !== "dropSchema");
  // Nobody sees the copy half made, and a transaction may lock only so many tables.
  for (let at = 0; at < building.length; at += 300)
    await carryOut(dialect, scratch, building.slice(at, at + 300), true);
  const others = new Set([...besides, ...around.enums, ...around.sequences].map(formatName));
  const isOurs = (item: Named): boolean => !others.has(formatName(item));
  const strange = new Set([
    ...around.namespaces.filter((name) => !live.namespaces.includes(name)),
    ...besides.flatMap(({ schema }) => (schema === null || live.namespaces.includes(schema) ? [] : schema)),
  ]);
  const made = madeBy(
    repeatables.map(({ text }) => text),
    dialect.lexical,
  );
  return {
    dialect,
    missing: await dialect.surround(connection, scratch, own),
    async structure() {
      const there = dialect.canonical(await dialect.introspect(scratch, everything));
      const found = withoutMade(there, made, [live, wanted]);
      return {
        ...found,
        namespaces: found.namespaces.filter((name) => !strange.has(name)),
        tables: found.tables.filter(isOurs),
        linkedPolicies: found.tables.filter((table) => !isOurs(table) && table.policies.length > 0),
        enums: found.enums.filter(isOurs),
        sequences: found.sequences.filter(isOurs),
      };
    },
    carryOut: (operations, transaction) => carryOut(dialect, scratch, operations, transaction),
    normalize: (goal, reached) => dialect.normalize(scratch, goal, reached),
  };
}

async function carryOut(
  dialect: Dialect,
  connection: Connection,
  operations: readonly Operation[],
  transaction: boolean,
): Promise<void> {
  if (transaction) await connection.begin({ foreignKeysOff: true });
  const queue = createQueue(dialect, {
    structure: () => dialect.introspect(connection, everything),
    run: (statements) => connection.run(statements),
  });
  try {
    for (const operation of operations) await queue.add(operation);
    await queue.drain();
    if (transaction) await connection.commit();
  } catch (error) {
    if (transaction) await connection.rollback();
    throw error;
  }
}
