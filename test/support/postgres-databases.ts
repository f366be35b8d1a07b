import { onTestFinished } from "vitest";
import type { Operation } from "../../src/core/operations/operations.ts";
import {
  sparseEnum,
  sparseForeignKey,
  sparseIndex,
  sparsePolicy,
  sparseSequence,
  sparseTable,
  sparseView,
} from "../../src/core/schema/sparse.ts";
import { formatName } from "../../src/core/schema/names.ts";
import { emptySchema, type Schema } from "../../src/core/schema/schema.ts";
import type { Scope } from "../../src/core/schema/scope.ts";
import type { Connection } from "../../src/dialects/dialect.ts";
import { postgres } from "../../src/dialects/postgres/index.ts";
import { createPostgresDatabase } from "./databases.ts";

/** Everything a test makes is in scope. */
export const everything: Scope = { schemas: ["*"], tables: null, ownTables: [] };

/** An open connection to an empty database that is gone after the test. */
export async function openPostgres(): Promise<Connection & { readonly url: string }> {
  const database = await createPostgresDatabase();
  const connection = await postgres.connect({ url: database.url });
  onTestFinished(async () => {
    await connection.close();
    await database.drop();
  });
  return Object.assign(connection, { url: database.url });
}

/** Operations that make a schema out of nothing; foreign keys come last. */
export function creating(schema: Schema): readonly Operation[] {
  return [
    ...schema.namespaces.map((name): Operation => ({ kind: "createSchema", args: [name] })),
    ...schema.enums.map((type): Operation => ({ kind: "createEnum", args: [sparseEnum(type)] })),
    ...schema.sequences.map((sequence): Operation => ({
      kind: "createSequence",
      args: [sparseSequence(sequence)],
    })),
    ...schema.tables.map((table): Operation => ({
      kind: "createTable",
      args: [sparseTable({ ...table, foreignKeys: [] })],
    })),
    ...schema.tables.flatMap((table) =>
      table.indexes.map((index): Operation => ({
        kind: "createIndex",
        args: [formatName(table), sparseIndex(index)],
      })),
    ),
    ...schema.tables.flatMap((table) =>
      table.foreignKeys.map((key): Operation => ({
        kind: "createForeignKey",
        args: [formatName(table), sparseForeignKey(key)],
      })),
    ),
    ...schema.tables.flatMap((table) =>
      table.policies.map((policy): Operation => ({
        kind: "createPolicy",
        args: [formatName(table), sparsePolicy(policy)],
      })),
    ),
    ...schema.views.map((view): Operation => ({ kind: "createView", args: [sparseView(view)] })),
  ];
}

/** Run operations as a step does: compiled one by one or, where they need the structure, over the live one. */
export async function perform(connection: Connection, ...operations: readonly Operation[]): Promise<void> {
  for (const operation of operations) {
    const before = postgres.readsSchema(operation)
      ? await postgres.introspect(connection, everything)
      : emptySchema;
    await connection.run(postgres.compile([operation], before));
  }
}
