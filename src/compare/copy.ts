import { operationsBetween } from "../core/diff/between.ts";
import { madeBy, withoutMade } from "../core/repeatable/made.ts";
import { formatName } from "../core/schema/names.ts";
import { keepObjects } from "../core/schema/objects.ts";
import { emptySchema, type Named, type Schema } from "../core/schema/schema.ts";
import type { Database } from "../project/environment.ts";
import type { ScratchRun } from "../workbench/scratch-run.ts";
import type { Part } from "./part.ts";
import { stubs } from "./stubs.ts";

/** A scratch database that holds the live structure without rows, among what that leans on. */
export interface Copy {
  /** What of the live database could not be brought along. */
  readonly missing: readonly string[];
  /** What is there of the structure, without what only stands around it. */
  structure(): Promise<Schema>;
  normalize(wanted: Schema, live: Schema): Promise<Schema>;
}

/**
 * Build the live structure, or a part of it, in an empty database; fails with the statement that it refuses. `bare`:
 * without what it leans on, such as functions.
 */
export async function buildCopy(
  { connection }: Database,
  bench: ScratchRun,
  { comparison: { live, wanted, expected, repeatables }, leftOut }: Part,
  { bare = false }: { readonly bare?: boolean } = {},
): Promise<Copy> {
  const { dialect, connection: scratch, scope } = bench.database;
  const stubTables = await stubs(dialect, connection, [live, wanted], { leftOut, expected });
  // What the operations themselves make.
  const own = {
    ...live,
    namespaces: wanted.namespaces.filter((name) => !live.namespaces.includes(name)),
    enums: [...live.enums, ...wanted.enums],
    sequences: [...live.sequences, ...wanted.sequences],
  };
  // Functions may need the tables, and the tables functions.
  const surround = async (): Promise<readonly string[]> =>
    bare ? [] : dialect.surround(connection, scratch, own);
  await surround();
  const around = await dialect.introspect(scratch, scope);
  const whole = { ...live, tables: [...live.tables, ...stubTables] };
  const base = { ...emptySchema, namespaces: around.namespaces };
  const build = operationsBetween(base, whole, dialect.rules);
  const building = build.filter(({ kind }) => kind !== "dropSchema");
  // Nobody sees the copy half made, and a transaction may lock only so many tables.
  for (let at = 0; at < building.length; at += 300)
    await bench.carryOut({
      direction: "upgrade",
      operations: building.slice(at, at + 300),
      transaction: true,
    });
  const others = new Set([...stubTables, ...around.enums, ...around.sequences].map(formatName));
  const isOurs = (item: Named): boolean => !others.has(formatName(item));
  const strange = new Set([
    ...around.namespaces.filter((name) => !live.namespaces.includes(name)),
    ...stubTables.flatMap(({ schema }) =>
      schema === null || live.namespaces.includes(schema) ? [] : schema,
    ),
  ]);
  const made = madeBy(repeatables, dialect.lexical);
  return {
    missing: await surround(),
    async structure() {
      const there = dialect.canonical(await dialect.introspect(scratch, scope));
      const found = withoutMade(there, made, [live, wanted]);
      return {
        ...keepObjects(found, isOurs),
        namespaces: found.namespaces.filter((name) => !strange.has(name)),
        linkedPolicies: found.tables.filter((table) => !isOurs(table) && table.policies.length > 0),
      };
    },
    normalize: (goal, reached) => dialect.normalize(scratch, goal, reached),
  };
}
