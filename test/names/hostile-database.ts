import type { Environment } from "../../src/project/environment.ts";
import type { DatabaseConfig } from "../../src/settings/config.ts";
import type { Rows } from "../../src/dialects/dialect.ts";
import { catalogue } from "../support/catalogue.ts";
import type { Project } from "../support/project.ts";
import { createDrizzleProject } from "../support/scenario.ts";
import { hostileNames, q, type Kind } from "./hostile-names.ts";
import { saidInSql } from "../../src/dialects/sql.ts";
import { statement } from "../../src/dialects/dialect.ts";

/** A project over a database that holds a table `canary`, which its Drizzle schema knows and nothing else. */
export interface HostileDatabase {
  readonly project: Project;
  readonly open: () => Promise<Environment>;
  readonly rows: (sql: string, params?: readonly unknown[]) => Promise<Rows>;
  readonly run: (statements: readonly string[]) => Promise<void>;
  /** What the catalogue holds, without tables of our own. */
  readonly facts: () => Promise<readonly string[]>;
}

/** Make one, with every kind of thing under every name. */
export async function createHostileDatabase(
  dialect: Project["dialect"],
  kinds: Readonly<Record<string, Kind>>,
  config: Partial<DatabaseConfig> = {},
): Promise<HostileDatabase> {
  const project = await createDrizzleProject(dialect);
  const [core, table] = dialect === "sqlite" ? ["sqlite-core", "sqliteTable"] : ["pg-core", "pgTable"];
  project.write(
    "schema.ts",
    `import { integer, ${table} } from "drizzle-orm/${core}";
export const canary = ${table}("canary", { id: integer().primaryKey() });\n`,
  );
  const open = (): Promise<Environment> =>
    project.open(
      { schema: "schema.ts", confirmBreaking: true, ...config },
      { confirm: () => Promise.resolve(true) },
    );
  const database: HostileDatabase = {
    project,
    open,
    rows: async (sql, params = []) =>
      (await open()).connected(({ connection }) => connection.query(saidInSql(sql), params)),
    run: async (statements) =>
      (await open()).connected(async ({ connection }) => {
        await connection.run(statements.map((sql) => statement(saidInSql(sql))));
      }),
    facts: async () =>
      (await open()).connected(async ({ connection }) =>
        (await catalogue(dialect, connection)).named.filter(
          (line) => !/\bmig_(?:version|journal)/u.test(line),
        ),
      ),
  };
  await database.run([
    "CREATE TABLE canary (id integer PRIMARY KEY)",
    "INSERT INTO canary VALUES (1)",
    ...Object.entries(kinds).flatMap(([kind, { first = [], make }]) => [
      ...(dialect === "sqlite" || kind === "namespaces" ? [] : [`CREATE SCHEMA IF NOT EXISTS ${q(kind)}`]),
      ...first,
      ...hostileNames.flatMap((name, number) => make(name, number)),
    ]),
  ]);
  return database;
}
