import { operationsOf } from "../core/diff/change.ts";
import { diffSchemas } from "../core/diff/diff.ts";
import { MigError } from "../core/errors.ts";
import { proofFailed } from "../core/errors/autogenerate.ts";
import { statementFailed } from "../core/errors/database.ts";
import { describeOperation } from "../core/operations/describe.ts";
import type { Operation } from "../core/operations/operations.ts";
import type { Scope } from "../core/schema/scope.ts";
import { emptySchema, type Schema } from "../core/schema/schema.ts";
import type { Connection, Dialect } from "../dialects/dialect.ts";
import type { NotedOperation } from "../rendering/operations.ts";
import type { Comparison } from "./compare.ts";
import type { Database } from "../project/environment.ts";
import type { Report } from "../project/events.ts";
import { createQueue } from "../run/queue.ts";

/**
 * Run a new revision up and down on a scratch copy of the structure. After up, the copy must be what the
 * Drizzle schema asks for; after down, what it was before. Throws when it is not; false when no scratch
 * database can be had, or none that holds a copy.
 */
export async function prove(
  database: Database,
  comparison: Comparison,
  downgrade: readonly NotedOperation[],
  report: Report,
): Promise<boolean> {
  const { dialect, connection } = database;
  const scratch = await dialect.scratch(connection);
  if (scratch === null) {
    report({
      kind: "notice",
      level: "warning",
      text: "The revision was not proven: no scratch database can be made here.",
    });
    return false;
  }
  try {
    const copy: Copy = { dialect, connection: scratch.connection, scope: everything };
    try {
      await build(copy, comparison.live);
    } catch (error) {
      if (!(error instanceof MigError) || error.code !== statementFailed.code) throw error;
      // What autogenerate does not look at may be needed: another namespace, a function, an extension.
      report({
        kind: "notice",
        level: "warning",
        text: `The revision was not proven: the structure cannot be copied to a scratch database (${error.message})`,
      });
      return false;
    }
    const start = await structureOf(copy);
    const up = operationsOf(comparison.changes);
    await direction(copy, "upgrade", up, comparison.wanted);
    await direction(
      copy,
      "downgrade",
      downgrade.map((each) => each.operation),
      start,
    );
    return true;
  } finally {
    await scratch.drop();
  }
}

interface Copy {
  readonly dialect: Dialect;
  readonly connection: Connection;
  readonly scope: Scope;
}

/** Run one body, and compare where it leads with where it should. */
async function direction(
  copy: Copy,
  name: "upgrade" | "downgrade",
  operations: readonly Operation[],
  goal: Schema,
): Promise<void> {
  try {
    await carryOut(copy, operations);
  } catch (error) {
    throw proofFailed(name, [], error);
  }
  const reached = await structureOf(copy);
  const wanted = await copy.dialect.settle(copy.connection, goal, reached);
  const left = differences(copy.dialect, reached, wanted);
  if (left.length > 0) throw proofFailed(name, left, undefined);
}

/** Run operations as a step would, in a transaction of their own. */
async function carryOut(copy: Copy, operations: readonly Operation[]): Promise<void> {
  const { dialect, connection, scope } = copy;
  await connection.begin({ foreignKeysOff: true });
  const queue = createQueue(dialect, {
    structure: () => dialect.introspect(connection, scope),
    run: (statements) => connection.run(statements),
  });
  try {
    for (const operation of operations) await queue.add(operation);
    await queue.settle();
    await connection.commit();
  } catch (error) {
    await connection.rollback();
    throw error;
  }
}

async function build(copy: Copy, schema: Schema): Promise<void> {
  const options = { renames: [], hasRows: () => false };
  const operations = diffSchemas(emptySchema, schema, copy.dialect.rules, options).map(
    (change) => change.operation,
  );
  await carryOut(copy, operations);
}

async function structureOf({ dialect, connection, scope }: Copy): Promise<Schema> {
  return dialect.canonical(await dialect.introspect(connection, scope));
}

function differences(dialect: Dialect, reached: Schema, wanted: Schema): readonly string[] {
  const options = { renames: [], hasRows: () => false };
  return diffSchemas(reached, wanted, dialect.rules, options).map((change) =>
    describeOperation(change.operation),
  );
}

/** The scratch database holds nothing but the copy, in whatever namespaces that has. */
const everything: Scope = { schemas: ["*"], tables: null, ownTables: [] };
