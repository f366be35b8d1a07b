import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as kit from "drizzle-kit/api";
import { describe, expect, it, onTestFinished } from "vitest";
import { operationsOf } from "../../src/core/diff/change.ts";
import { diffSchemas } from "../../src/core/diff/diff.ts";
import { emptySchema } from "../../src/core/schema/schema.ts";
import type { Connection } from "../../src/dialects/dialect.ts";
import { openDialect } from "../../src/dialects/open-dialect.ts";
import { readSchema } from "../../src/drizzle/read-schema.ts";
import { catalogue } from "../support/catalogue.ts";
import { createPostgresDatabase } from "../support/databases.ts";
import { dialects, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

/** What drizzle-kit writes otherwise, and how both are written here, so that nothing else can hide behind it. */
interface Tolerated {
  readonly dialect: Project["dialect"];
  readonly why: string;
  readonly written: RegExp;
  readonly as: string;
}

/** Every difference that is meant, in one list. */
const tolerated: readonly Tolerated[] = [
  {
    dialect: "sqlite",
    why: "drizzle-kit quotes names in backquotes, and SQLite keeps the text",
    written: /`([a-z_]\w*)`/giu,
    as: "$1",
  },
  {
    dialect: "sqlite",
    why: "drizzle-kit quotes names in backquotes, and SQLite keeps the text",
    written: /`([^`]*)`/gu,
    as: '"$1"',
  },
  {
    dialect: "sqlite",
    why: "drizzle-kit writes the table before a column of a check or a predicate, which breaks its own rebuilds",
    written: /(?<=^(?:check|index) .*)\b(?!new\b|old\b)[a-z_]+\.(?=[a-z_"])/giu,
    as: "",
  },
  {
    dialect: "sqlite",
    why: "drizzle-kit writes a boolean default as a word",
    written: /(?<= default )(?:false|0)\b/gu,
    as: "0",
  },
];

/** Schemas of which drizzle-kit writes statements that cannot be run, or none. */
const broken: Readonly<Record<string, { readonly why: string; readonly says: RegExp }>> = {
  "postgresql column-types before": { why: "a bigint as a default", says: /serialize a BigInt/u },
  "postgresql column-types after": { why: "a bigint as a default", says: /serialize a BigInt/u },
  "postgresql enums after": { why: "quotes in the default of an array", says: /malformed array literal/u },
  "postgresql indexes after": { why: "values in a predicate", says: /there is no parameter/u },
  "postgresql keys before": {
    why: "a foreign key to the columns of an index comes before it",
    says: /no unique constraint/u,
  },
  "postgresql names before": { why: "quotes in the name of a column", says: /zero-length delimited/u },
  "sqlite column-types before": { why: "a bigint as a default", says: /serialize a BigInt/u },
  "sqlite column-types after": { why: "quotes in a default", says: /near "s": syntax error/u },
  "sqlite indexes-and-checks before": { why: "values in a check", says: /parameters prohibited/u },
  "sqlite indexes-and-checks after": { why: "values in a check", says: /parameters prohibited/u },
  "sqlite names before": { why: "quotes in the name of a column", says: /unrecognized token/u },
  "sqlite names after": { why: "quotes in the name of a column", says: /unrecognized token/u },
  "postgresql names after": { why: "quotes in the name of a column", says: /zero-length delimited/u },
};

const scenarios = resolve(import.meta.dirname, "../scenarios");
type Exports = Readonly<Record<string, unknown>>;

describe.each(dialects)("a schema on %s", (dialect) => {
  const modules = readdirSync(join(scenarios, dialect))
    .sort()
    .flatMap((name) => ["before", "after"].map((part) => [name, part] as const));

  it.each(modules)("makes the database that drizzle-kit makes of it: %s, %s", async (name, part) => {
    const path = join(scenarios, dialect, name, `${part}.ts`);
    const { config = {} } = (await import(
      pathToFileURL(join(scenarios, dialect, name, "story.ts")).href
    ).catch(() => ({}))) as { readonly config?: { readonly casing?: "snake_case" | "camelCase" } };
    const exports = (await import(pathToFileURL(path).href)) as Exports;
    const [theirs, ours] = [await database(dialect), await database(dialect)];
    const kits = async (): Promise<void> => {
      for (const sql of await statementsOfKit(dialect, exports, config.casing))
        await theirs.query(saidInSql(sql));
    };
    const failure = broken[`${dialect} ${name} ${part}`];
    if (failure !== undefined) return expect(kits(), failure.why).rejects.toThrow(failure.says);
    await kits();
    for (const { sql } of await statementsOfOurs(dialect, path, exports, config.casing ?? null))
      await ours.query(saidInSql(sql));
    const facts = async (connection: Connection): Promise<readonly string[]> =>
      (await catalogue(dialect, connection)).structure.map((fact) => spelled(dialect, fact)).sort();
    expect(await facts(ours)).toEqual(await facts(theirs));
  });
});

function spelled(dialect: Project["dialect"], fact: string): string {
  return tolerated
    .filter((each) => each.dialect === dialect)
    .reduce((text, { written, as }) => text.replaceAll(written, as), fact);
}

async function database(dialect: Project["dialect"]): Promise<Connection> {
  const made = dialect === "sqlite" ? null : await createPostgresDatabase();
  const connection = await (await openDialect(dialect)).connect({ url: made?.url ?? ":memory:" });
  onTestFinished(async () => {
    await connection.close();
    await made?.drop();
  });
  return connection;
}

async function statementsOfKit(
  dialect: Project["dialect"],
  exports: Exports,
  casing: "snake_case" | "camelCase" | undefined,
): Promise<readonly string[]> {
  if (dialect === "sqlite") {
    const before = await kit.generateSQLiteDrizzleJson({});
    return kit.generateSQLiteMigration(
      before,
      await kit.generateSQLiteDrizzleJson({ ...exports }, undefined, casing),
    );
  }
  const after = kit.generateDrizzleJson({ ...exports }, undefined, undefined, casing);
  return kit.generateMigration(kit.generateDrizzleJson({}), after);
}

async function statementsOfOurs(
  dialect: Project["dialect"],
  path: string,
  exports: Exports,
  casing: "snake_case" | "camelCase" | null,
): Promise<readonly { readonly sql: string }[]> {
  const opened = await openDialect(dialect);
  const { schema } = await readSchema([{ path, exports }], { dialect, casing });
  const changes = diffSchemas(emptySchema, opened.canonical(schema), opened.rules, {
    renames: [],
    hasRows: () => false,
  });
  return opened.compile(operationsOf(changes), emptySchema);
}
