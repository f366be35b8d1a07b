import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { compareWithRenames } from "../compare/autogenerate.ts";
import { schemaFiles } from "../compare/wanted.ts";
import { declarableOf, scopeFor } from "../compare/ours.ts";
import { managedRoles } from "../compare/roles.ts";
import { fileExists, nothingToPull } from "../core/errors/files.ts";
import { describeOperation } from "../core/operations/describe.ts";
import { formatName } from "../core/schema/names.ts";
import { emptySchema, type Schema } from "../core/schema/schema.ts";
import type { Bystanders } from "../dialects/bystanders.ts";
import { environmentOf, type Database, type Environment, type Project } from "../project/environment.ts";
import { schemaFileOf } from "../settings/schema-file.ts";
import { renderModule } from "../rendering/drizzle/module.ts";
import { unsaidOf } from "../rendering/drizzle/unsaid.ts";
import { absolute, shown } from "../revisions/directory.ts";
import { writeWhole } from "../revisions/write-whole.ts";

export interface PullOptions {
  /** The file to write; by default where the configuration looks for the schema. */
  readonly file?: string;
  /** Write over a file that is there. */
  readonly force?: boolean;
  /** Return the text, and write nothing. */
  readonly dryRun?: boolean;
}

export interface PullResult {
  /** The file, relative to the project; null with `dryRun`. */
  readonly path: string | null;
  /** What the file says. */
  readonly text: string;
  /** How many tables and views it declares. */
  readonly tables: number;
  readonly views: number;
  /** What Drizzle has no words for: it is kept in the database, and never a difference. */
  readonly unsaid: readonly string[];
  /** Tables that nothing can declare, and why: `payment_2020 (a partition)`. */
  readonly leftOut: readonly string[];
  /** What the file says otherwise than the database, as `mig check` would; null with `dryRun`. */
  readonly differences: readonly string[] | null;
  readonly warnings: readonly string[];
}

/** Write the structure of the database as a module of Drizzle, and compare what was written with the database. */
export async function pull(project: Project, options: PullOptions = {}): Promise<PullResult> {
  const environment = environmentOf(project);
  const { settings } = environment;
  const path = absolute(settings, options.file ?? schemaFileOf(settings));
  const { dryRun = false, force = false } = options;
  if (!dryRun && !force && existsSync(path))
    throw fileExists({ path: shown(settings, path), replaceable: true });
  return environment.connected(
    async (database) => {
      const { text, ...pulled } = await moduleOf(environment, database, !/\.[cm]?js$/u.test(path));
      if (dryRun) return { path: null, text, ...pulled, differences: null, warnings: [] };
      await writeWhole(path, text, { over: force });
      const found = await judged(environment, database, path, force);
      return { path: shown(settings, path), text, ...pulled, ...found };
    },
    { readOnly: true },
  );
}

async function moduleOf(
  { settings }: Environment,
  { dialect, connection, scope: own }: Database,
  typed: boolean,
): Promise<Pick<PullResult, "text" | "tables" | "views" | "unsaid" | "leftOut">> {
  const scope = scopeFor(settings, own, [], dialect);
  const [found, bystanders, viewColumns] = await Promise.all([
    dialect.introspect(connection, scope),
    dialect.bystanders(connection, scope),
    dialect.viewColumns(connection),
  ]);
  const leftOut = bystanders.tables.filter(({ declarable }) => !declarable);
  const others = { ...bystanders, tables: leftOut };
  const schema = {
    ...declarableOf(dialect.canonical(found), others, { scope, settings }),
    // Those that the next comparison would manage, and want dropped where nothing declares them.
    roles: managedRoles(emptySchema, [], bystanders, settings).live,
  };
  if (schema.tables.length + schema.views.length === 0) throw nothingToPull({ database: connection.label });
  const keysAreNames = settings.casing === null;
  return {
    text: renderModule({ dialect: dialect.name, keysAreNames, schema, typed, viewColumns }),
    tables: schema.tables.length,
    views: schema.views.length,
    unsaid: [...kindsOf(schema, bystanders), ...unsaidOf(schema)],
    leftOut: leftOut.map((each) => `${formatName(each)} (${each.kind})`),
  };
}

/** Tables of a kind that Drizzle has no word for. */
function kindsOf({ tables }: Schema, bystanders: Bystanders): readonly string[] {
  const declared = new Set(tables.map(formatName));
  return bystanders.tables
    .filter((each) => declared.has(formatName(each)))
    .map((each) => `that ${formatName(each)} is ${each.kind}`);
}

/** What the next check would say of the file alone. One that cannot be read is taken away again. */
async function judged(
  environment: Environment,
  database: Database,
  path: string,
  isOverwritten: boolean,
): Promise<Pick<PullResult, "differences" | "warnings">> {
  const settings = { ...environment.settings, schema: [path] };
  try {
    const { changes, warnings } = await compareWithRenames(
      { ...environment, settings, choose: null },
      database,
      [],
    );
    const isFound = await schemaFiles(environment.settings).then(
      (files) => files.includes(path),
      () => false,
    );
    const name = shown(environment.settings, path);
    return {
      differences: changes.map(({ operation }) => describeOperation(operation)),
      warnings: [
        ...(isFound ? [] : [`The configuration does not name the file: add "./${name}" to \`schema\`.`]),
        ...warnings,
      ],
    };
  } catch (error) {
    if (!isOverwritten) await rm(path, { force: true });
    throw error;
  }
}
