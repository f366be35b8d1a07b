import type { Step } from "../core/graph/plan.ts";
import { dependenciesOf } from "../core/operations/dependencies.ts";
import { applyOperation } from "../core/operations/apply.ts";
import { nameOf } from "../core/schema/lookup.ts";
import { isOfEnum } from "../core/schema/types.ts";
import { formatName } from "../core/schema/names.ts";
import type { Operation } from "../core/operations/operations.ts";
import type { Schema } from "../core/schema/schema.ts";
import type { Database, Environment } from "../project/environment.ts";
import { createLineage } from "../run/rename-tracking.ts";
import { recordStep } from "../workbench/replay.ts";

/** The tables, by their names now, that steps change; null when that cannot be told beforehand. */
export async function touchedTables(
  environment: Environment,
  database: Database,
  steps: readonly Step[],
): Promise<readonly string[] | null> {
  const recorded: Operation[] = [];
  for (const step of steps) {
    const revision = await environment.load(step.revision.path).catch(() => null);
    if (revision === null || revision.risk.acts || revision.risk.writesRows) return null;
    const operations = await recordStep(environment, step, revision, {
      purpose: "structure",
      mode: "the look ahead",
    }).catch(() => null);
    if (operations === null) return null;
    recorded.push(...operations);
  }
  const live = await database.dialect.introspect(database.connection, database.scope);
  const lineage = createLineage(live, database.dialect.lexical);
  const touched = new Set<string>();
  let schema = live;
  for (const operation of recorded) {
    for (const table of tablesOf(operation, schema)) {
      const origin = lineage.origin({ text: "", table, column: null, values: null });
      if (origin !== null) touched.add(origin.table);
    }
    lineage.follow(operation);
    try {
      schema = applyOperation(schema, operation);
    } catch {
      return null;
    }
  }
  return [...touched].sort();
}

/** The tables that an operation names, and those whose columns are of a type that it changes. */
function tablesOf(operation: Operation, schema: Schema): readonly string[] {
  if (operation.kind === "changeEnum" || operation.kind === "renameEnumValue") {
    const type = nameOf(operation.args[0]);
    return schema.tables
      .filter(({ columns }) => columns.some((column) => isOfEnum(column.type, type)))
      .map(formatName);
  }
  const { needs, changes, destroys } = dependenciesOf(operation, schema);
  return [...needs, ...changes, ...destroys].flatMap((key) => /^table:([^]*)$/u.exec(key)?.[1] ?? []);
}
