import { MigError } from "../core/errors.ts";
import { repeatableUnfit } from "../core/errors/repeatable.ts";
import { make } from "../core/operations/make.ts";
import { emptySchema } from "../core/schema/schema.ts";
import { statementsOf } from "../core/sql/statements.ts";
import { statement, type Dialect, type Scratch, type Statement } from "../dialects/dialect.ts";
import { loadedRepeatable } from "../revisions/load.ts";
import type { Repeatable } from "../revisions/repeatable.ts";
import { inItsOwn } from "../run/own-transaction.ts";
import { saidInSql } from "../dialects/sql.ts";

/** Run scripts on a copy that the live database has been through; returns what of them could not be. */
export async function layScripts(
  scratch: Scratch,
  dialect: Dialect,
  scripts: readonly Repeatable[],
): Promise<readonly string[]> {
  const { connection } = scratch;
  const missing: string[] = [];
  for (const script of scripts) {
    const statements = statementsIn(script, scratch, dialect);
    const run = (): Promise<void> => connection.run(statements);
    try {
      await (isWhole(script) ? inItsOwn(connection, run) : run());
    } catch (error) {
      if (!(error instanceof MigError)) throw error;
      missing.push(`repeatable script ${script.name}`);
    }
    await connection.restore();
  }
  return missing;
}

/**
 * Run scripts on a copy as an upgrade would, and take back what they did. They say the real names of roles: those
 * that the server lacks have them meanwhile, which nobody else sees. Throws repeatable-unfit.
 */
export async function tryScripts(
  scratch: Scratch,
  dialect: Dialect,
  scripts: readonly Repeatable[],
  standIns: ReadonlyMap<string, string>,
): Promise<void> {
  const { connection } = scratch;
  // What runs outside a transaction cannot be taken back.
  const tried = scripts.filter(isWhole);
  if (tried.length === 0) return;
  const { roles } = await dialect.bystanders(connection, { schemas: null, tables: null, ownTables: [] });
  const there = new Set(roles.map(({ role }) => role.name));
  const renames = [...standIns].flatMap(([name, standIn]) =>
    there.has(standIn) && !there.has(name) ? [make.renameRole(standIn, name)] : [],
  );
  await connection.begin({ foreignKeysOff: true });
  try {
    await connection.run(dialect.compile(renames, emptySchema));
    for (const script of tried)
      await connection.run(statementsIn(script, scratch, dialect)).catch((error: unknown) => {
        if (!(error instanceof MigError)) throw error;
        throw repeatableUnfit(script.name, script.path, error);
      });
  } finally {
    await connection.rollback();
  }
}

function isWhole(script: Repeatable): boolean {
  return loadedRepeatable(script).transaction;
}

function statementsIn({ text }: Repeatable, scratch: Scratch, { lexical }: Dialect): readonly Statement[] {
  return statementsOf(scratch.sparing(text), lexical).map(({ sql }) => statement(saidInSql(sql)));
}
