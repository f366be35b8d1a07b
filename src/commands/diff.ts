import { operationsOf, saidOf } from "../core/diff/change.ts";
import { describeOperation } from "../core/operations/describe.ts";
import { compareWithRenames } from "../compare/autogenerate.ts";
import { downgradeOf } from "../compare/way-back.ts";
import { sqlTexts } from "../dialects/sql-texts.ts";
import { environmentOf, type Project } from "../project/environment.ts";
import { applyOperations } from "../core/operations/apply.ts";

export interface DiffResult {
  /** One line an operation. */
  readonly changes: readonly string[];
  /** The SQL that would make the database match the Drizzle schema. */
  readonly upgrade: readonly string[];
  /** The SQL that would bring it back. */
  readonly downgrade: readonly string[];
  readonly warnings: readonly string[];
}

/** The SQL between the live database and the Drizzle schema, both ways. Writes nothing. */
export async function diff(
  project: Project,
  options: { readonly renames?: readonly string[] } = {},
): Promise<DiffResult> {
  const environment = environmentOf(project);
  return environment.connected(
    async (database) => {
      const { dialect } = database;
      const { changes, live, warnings, unasked } = await compareWithRenames(
        environment,
        database,
        options.renames ?? [],
      );
      const up = operationsOf(changes);
      const down = downgradeOf(up, live, dialect);
      const back = operationsOf(down.operations);
      return {
        changes: saidOf(changes).map(describeOperation),
        upgrade: sqlTexts(dialect.compile(up, live)),
        downgrade: sqlTexts(dialect.compile(back, applyOperations(live, up))),
        warnings: [...warnings, ...unasked, ...down.lost],
      };
    },
    { readOnly: true },
  );
}
