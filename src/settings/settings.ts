import type { Leavable } from "../core/diff/leavable.ts";
import { dirname } from "node:path";
import { badConfig } from "../core/errors/files.ts";
import { dialectOfClient, dialectOfUrl } from "../dialects/dialect-of.ts";
import { parseThreshold, type Threshold } from "../core/table-size.ts";
import type { ColumnComparator, Config, DatabaseConfig } from "./config.ts";
import { answer, guarded, operations } from "./own-functions.ts";
import { fromEnvironment, problemOf } from "./setting-values.ts";

/** The configuration of one database with every default filled in; null where there is nothing to say. */
export interface Settings {
  /** The configuration file, or a word for settings that were passed in. */
  readonly source: string;
  /** The folder that relative paths start from. */
  readonly root: string;
  readonly name: string | null;
  readonly dialect: "postgresql" | "sqlite";
  readonly url: NonNullable<DatabaseConfig["url"]> | null;
  readonly ssl: NonNullable<DatabaseConfig["ssl"]> | null;
  readonly driver: string | null;
  readonly client: unknown;
  readonly schema: readonly string[];
  readonly revisions: readonly string[];
  readonly recursive: boolean;
  readonly versionTable: string;
  readonly journalTable: string;
  readonly casing: "snake_case" | "camelCase" | null;
  readonly schemaFilter: readonly string[] | null;
  readonly tablesFilter: readonly string[] | null;
  readonly entities: NonNullable<DatabaseConfig["entities"]>;
  readonly revisionId: "random" | "sequential";
  readonly fileTemplate: string;
  readonly slugLength: number;
  readonly timezone: string;
  readonly template: string;
  readonly postWriteHooks: NonNullable<DatabaseConfig["postWriteHooks"]>;
  /** null: a transaction a step, but as few as can be on a database without tables. */
  readonly transaction: "step" | "run" | null;
  readonly lockTimeout: number;
  readonly statementLockTimeout: number;
  readonly busyTimeout: number;
  readonly statementTimeout: number;
  readonly autoMigrate: boolean;
  readonly confirmBreaking: boolean;
  readonly confirmAbove: number;
  readonly repair: boolean;
  readonly onlineAbove: Threshold | null;
  readonly changedHistory: "warn" | "error" | "ignore";
  readonly lint: NonNullable<DatabaseConfig["lint"]>;
  readonly journalSource: boolean;
  readonly backup: boolean | string;
  readonly renames: readonly string[];
  readonly leave: readonly Leavable[];
  readonly include: NonNullable<DatabaseConfig["include"]> | null;
  readonly compareType: boolean | ColumnComparator;
  readonly compareServerDefault: boolean | ColumnComparator;
  readonly comparators: NonNullable<DatabaseConfig["comparators"]>;
  readonly rewrite: NonNullable<DatabaseConfig["rewrite"]>;
  readonly onStep: NonNullable<DatabaseConfig["onStep"]> | null;
}

/**
 * The settings of one database of a configuration: the named one, or the only one there is. Environment
 * variables win over the file, and `overrides` (flags, arguments) over both.
 */
export function settingsOf(
  config: Config,
  source: string,
  options: {
    readonly name?: string | null;
    readonly root?: string;
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly overrides?: DatabaseConfig;
  } = {},
): Settings {
  const name = options.name ?? options.env?.["MIG_NAME"] ?? null;
  const { databases, ...common } = config;
  const named = databases === undefined ? {} : pick(databases, name, source);
  if (databases === undefined && name !== null)
    throw badConfig({
      path: source,
      problems: [`there is no database named ${name}: the file has no \`databases\``],
    });
  const merged: DatabaseConfig = {
    ...common,
    ...named,
    ...fromEnvironment(options.env ?? {}, source),
    ...options.overrides,
  };
  const problems = Object.entries(merged).flatMap(([key, value]) => problemOf(key, value));
  const dialect = merged.dialect ?? dialectOfUrl(merged.url) ?? dialectOfClient(merged.client);
  if (dialect === null) problems.push('`dialect` is missing: "postgresql" or "sqlite"');
  if (problems.length > 0 || dialect === null) throw badConfig({ path: source, problems });
  const whole = complete(merged, dialect, source);
  if (whole.versionTable === whole.journalTable)
    throw badConfig({ path: source, problems: ["`versionTable` and `journalTable` must be two tables"] });
  return { ...whole, source, root: options.root ?? dirname(source), name };
}

function complete(
  config: DatabaseConfig,
  dialect: Settings["dialect"],
  source: string,
): Omit<Settings, "source" | "root" | "name"> {
  const { include, compareType = true, compareServerDefault = true } = config;
  return {
    dialect,
    url: config.url ?? null,
    ssl: config.ssl ?? null,
    driver: config.driver ?? null,
    client: config.client,
    schema: list(config.schema) ?? [],
    revisions: list(config.revisions) ?? ["./revisions"],
    recursive: config.recursive ?? false,
    versionTable: config.versionTable ?? "mig_version",
    journalTable: config.journalTable ?? "mig_journal",
    casing: config.casing ?? null,
    schemaFilter: list(config.schemaFilter),
    tablesFilter: list(config.tablesFilter),
    entities: config.entities ?? {},
    revisionId: config.revisionId ?? "random",
    fileTemplate: config.fileTemplate ?? "{rev}_{slug}",
    slugLength: config.slugLength ?? 40,
    timezone: config.timezone ?? "UTC",
    template: config.template ?? "typescript",
    postWriteHooks: config.postWriteHooks ?? [],
    transaction: config.transaction ?? null,
    lockTimeout: config.lockTimeout ?? 600_000,
    statementLockTimeout: config.statementLockTimeout ?? 1000,
    busyTimeout: config.busyTimeout ?? 300_000,
    statementTimeout: config.statementTimeout ?? 0,
    autoMigrate: config.autoMigrate ?? true,
    confirmBreaking: config.confirmBreaking ?? false,
    confirmAbove: config.confirmAbove ?? 0,
    repair: config.repair ?? false,
    onlineAbove: parseThreshold(config.onlineAbove),
    changedHistory: config.changedHistory ?? "warn",
    lint: config.lint ?? {},
    journalSource: config.journalSource ?? true,
    backup: config.backup ?? false,
    renames: config.renames ?? [],
    leave: config.leave ?? [],
    include: include === undefined ? null : guarded("include", source, answer, include),
    compareType:
      typeof compareType === "boolean" ? compareType : guarded("compareType", source, answer, compareType),
    compareServerDefault:
      typeof compareServerDefault === "boolean"
        ? compareServerDefault
        : guarded("compareServerDefault", source, answer, compareServerDefault),
    comparators: (config.comparators ?? []).map((each) => guarded("comparators", source, operations, each)),
    rewrite: (config.rewrite ?? []).map((each) => guarded("rewrite", source, operations, each)),
    onStep: config.onStep ?? null,
  };
}

function pick(
  databases: Readonly<Record<string, DatabaseConfig>>,
  name: string | null,
  source: string,
): DatabaseConfig {
  const known = Object.keys(databases);
  if (known.length === 0 || Object.values(databases).some((each) => typeof each !== "object"))
    throw badConfig({
      path: source,
      problems: ["`databases` must be an object with the settings of each database by its name"],
    });
  const chosen = name ?? (known.length === 1 ? known[0] : known.find((each) => each === "default"));
  if (chosen === undefined)
    throw badConfig({
      path: source,
      problems: [`there are several databases, name one with -n: ${known.join(", ")}`],
    });
  const database = Object.hasOwn(databases, chosen) ? databases[chosen] : undefined;
  if (database === undefined)
    throw badConfig({
      path: source,
      problems: [`there is no database named ${chosen}; known: ${known.join(", ")}`],
    });
  return database;
}

function list(value: string | readonly string[] | undefined): readonly string[] | null {
  if (value === undefined) return null;
  return typeof value === "string" ? [value] : value;
}
