import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "vitest";
import { check } from "../../src/commands/check.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { revision, type RevisionResult } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { Environment } from "../../src/project/environment.ts";
import type { DatabaseConfig } from "../../src/settings/config.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

import { catalogue, type Catalogue } from "./catalogue.ts";
import { createProject, type Project } from "./project.ts";

/** What a scenario says besides its two schemas, in `story.ts`. */
export interface Story {
  /** Statements that fill the tables of the schema before. */
  readonly rows?: readonly string[];
  /** Renames that are told. */
  readonly renames?: readonly string[];
  /** Columns, as `table.column` or `column`, whose values may become others. */
  readonly changed?: readonly string[];
  /** Replacements in the written revision: what its reader is asked to do. */
  readonly edit?: Readonly<Record<string, string>>;
  /** What the warnings must say. */
  readonly warns?: readonly RegExp[];
  /** What every comparison warns of, in order; of nothing where absent. */
  readonly declares?: readonly RegExp[];
  /** Written in steps that keep nobody waiting. */
  readonly online?: true;
  /** Settings of the project. */
  readonly config?: Partial<DatabaseConfig>;
}

const home = resolve(import.meta.dirname, "../scenarios");

/** The names of all scenarios of a dialect. */
export function scenariosOf(dialect: Project["dialect"]): readonly string[] {
  return readdirSync(join(home, dialect)).sort();
}

/** The story of a scenario; nothing where it has none. */
export async function storyOf(
  dialect: Project["dialect"],
  name: string,
  under: string = home,
): Promise<Story> {
  const path = join(under, dialect, name, "story.ts");
  return existsSync(path) ? ((await import(pathToFileURL(path).href)) as Story) : {};
}

/** A project that has Drizzle installed, in the generation under this name. */
export async function createDrizzleProject(
  dialect: Project["dialect"],
  installed = "drizzle-orm",
): Promise<Project> {
  const project = await createProject(dialect);
  mkdirSync(join(project.folder, "node_modules"));
  symlinkSync(
    resolve(import.meta.dirname, "../../node_modules", installed),
    join(project.folder, "node_modules/drizzle-orm"),
    "dir",
  );
  return project;
}

/**
 * From the schema before, with its rows, to the schema after and back: nothing is left to do, the catalogue is
 * that of a database made from nothing, what was not touched keeps its values, and downgrade leads back exactly.
 */
export async function play(project: Project, name: string, story: Story): Promise<RevisionResult> {
  bring(project, name);
  return lead(project, story);
}

/** Where a pair of schemas is led over. */
export interface Track {
  /** A project over an empty database, for the schema after alone. */
  readonly fresh: () => Promise<{ readonly project: Project; readonly remove: () => Promise<void> }>;
  /** False: without the proof of autogenerate. */
  readonly proof: boolean;
  /** What a reader makes of the text of a written revision. */
  readonly read?: (text: string) => string;
}

/** The same for the schemas `before.ts` and `after.ts` that the project holds already. */
export async function lead(
  project: Project,
  story: Story,
  { fresh, proof, read }: Track = { fresh: () => freshProject(project), proof: true },
): Promise<RevisionResult> {
  // Opened again for each command, as processes would.
  const before = (): Promise<Environment> =>
    project.open({ ...story.config, schema: "before.ts" }, { confirm: () => Promise.resolve(true) });
  const after = (): Promise<Environment> =>
    project.open({ ...story.config, schema: "after.ts" }, { confirm: () => Promise.resolve(true) });
  await revision(await before(), { autogenerate: true, message: "before", proof });
  await upgrade(await before(), { target: "head" });
  await nothingLeft(await before());
  await (
    await before()
  ).connected(async ({ connection }) => {
    for (const statement of story.rows ?? []) await connection.query(saidInSql(statement));
  });
  const start = await stateOf(await before());

  const written = await revision(await after(), {
    autogenerate: true,
    message: "after",
    renames: story.renames ?? [],
    online: story.online ?? false,
    proof,
  });
  expect(written.proven).toBe(proof);
  edit(project, written, story.edit ?? {}, read);
  if (process.env["MIG_TEST_SHOW"] !== undefined) {
    for (const { path } of written.files) console.log(readFileSync(join(project.folder, path), "utf8"));
    console.log(written.warnings);
  }
  await upgrade(await after(), { target: "head" });
  await nothingLeft(await after());
  const reached = await stateOf(await after());
  expect(reached.catalogue.structure, "the catalogue after").toEqual(
    (await built(project, story, fresh)).structure,
  );
  keeps(start, reached, story);

  await downgrade(await after(), { target: `-${written.files.length}` });
  const back = await stateOf(await before());
  expect(back.catalogue.named, "the catalogue after the way back").toEqual(start.catalogue.named);
  keeps(start, back, {
    ...story,
    renames: [],
    changed: [...(story.changed ?? []), ...missing(start, reached, story)],
  });
  await upgrade(await after(), { target: "head" });
  await nothingLeft(await after());
  return written;
}

/** Copy the two schemas of a scenario into a project. */
export function bring(project: Project, name: string): void {
  for (const part of ["before.ts", "after.ts"])
    copyFileSync(join(home, project.dialect, name, part), join(project.folder, part));
}

/** What check finds when the schema after is read by another generation of Drizzle. */
export async function readBy(
  project: Project,
  installed: string,
  { config }: Story,
): Promise<readonly string[]> {
  const folder = join(project.folder, installed, "node_modules");
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    symlinkSync(
      resolve(import.meta.dirname, "../../node_modules", installed),
      join(folder, "drizzle-orm"),
      "dir",
    );
  }
  for (const part of ["after.ts", "after"])
    if (existsSync(join(project.folder, part)))
      cpSync(join(project.folder, part), join(project.folder, installed, part), { recursive: true });
  // 1.0 has the relations of before in a place of their own.
  const relations = join(project.folder, installed, "after/relations.ts");
  if (existsSync(relations))
    writeFileSync(
      relations,
      readFileSync(relations, "utf8").replace('"drizzle-orm"', '"drizzle-orm/_relations"'),
    );
  const { operations } = await check(await project.open({ ...config, schema: `${installed}/after.ts` }));
  return operations.map(({ summary }) => summary);
}

async function nothingLeft(environment: Environment): Promise<void> {
  const left = await check(environment);
  expect(
    left.operations.map(({ summary }) => summary),
    "what check finds",
  ).toEqual([]);
  expect(left.ok).toBe(true);
}

/** The catalogue of a fresh database with the schema after. */
async function built(project: Project, { config }: Story, fresh: Track["fresh"]): Promise<Catalogue> {
  const { project: other, remove } = await fresh();
  try {
    const open = (): Promise<Environment> =>
      other.open({ ...config, schema: join(project.folder, "after.ts") });
    await revision(await open(), { autogenerate: true, proof: false });
    await upgrade(await open(), { target: "head" });
    return (await stateOf(await open())).catalogue;
  } finally {
    await remove();
  }
}

async function freshProject({ dialect }: Project): ReturnType<Track["fresh"]> {
  const project = await createDrizzleProject(dialect);
  return { project, remove: () => project.remove() };
}

function edit(
  project: Project,
  written: RevisionResult,
  replacements: Readonly<Record<string, string>>,
  read: (text: string) => string = (text) => text,
): void {
  if (written.files.length === 0) throw new Error("nothing was written");
  const left = new Set(Object.keys(replacements));
  for (const file of written.files) {
    const path = join(project.folder, file.path);
    let text = read(readFileSync(path, "utf8"));
    for (const [from, to] of Object.entries(replacements)) {
      if (!text.includes(from) || !left.delete(from)) continue;
      text = text.replace(from, () => to);
    }
    writeFileSync(path, text);
  }
  expect([...left], "what the written revisions do not say").toEqual([]);
}

type Row = Readonly<Record<string, unknown>>;

interface State {
  readonly catalogue: Catalogue;
  readonly rows: ReadonlyMap<string, readonly Row[]>;
}

/** What is in the database, without our own tables. */
async function stateOf(environment: Environment): Promise<State> {
  return environment.connected(async ({ connection, dialect }) => {
    const whole = await catalogue(dialect.name, connection);
    const foreign = (line: string): boolean => !/\bmig_(?:version|journal)/u.test(line);
    const names = await connection.query(
      dialect.name === "sqlite"
        ? "SELECT name AS key, name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'mig_%'"
        : "SELECT schemaname, tablename AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename NOT LIKE 'mig_%'",
    );
    const rows = new Map<string, readonly Row[]>();
    for (const { schemaname, name } of names) {
      const key =
        schemaname === undefined || schemaname === "public"
          ? String(name)
          : `${String(schemaname)}.${String(name)}`;
      const place = [...(schemaname === undefined ? [] : [schemaname]), name]
        .map((part) => `"${String(part).replaceAll('"', '""')}"`)
        .join(".");
      rows.set(key, await connection.query(saidInSql(`SELECT * FROM ${place}`)));
    }
    return {
      catalogue: {
        named: whole.named.filter(foreign),
        structure: whole.structure.filter(foreign).map(uniqueForm).sort(),
      },
      rows,
    };
  });
}

/** To SQLite a unique index of plain columns and a unique constraint are one thing. */
function uniqueForm(line: string): string {
  return line.replace(
    /^index on (\w+): CREATE UNIQUE INDEX ON \1\(([\w,]+)\)$/u,
    (_, table: string, columns: string) => `unique ${table} (${columns.replaceAll(",", ", ")})`,
  );
}

/** Every table and column that is still there holds what it held. */
function keeps(from: State, to: State, story: Story): void {
  const renamed = renamesOf(story);
  const changed = new Set(story.changed ?? []);
  for (const [table, before] of from.rows) {
    const name = renamed(table, table);
    const after = to.rows.get(name);
    if (after === undefined || before.length === 0 || changed.has(table)) continue;
    const columns = Object.keys(before[0] ?? {}).flatMap((column) => {
      const now = renamed(`${table}.${column}`, column);
      const free = changed.has(column) || changed.has(`${table}.${column}`) || !(now in (after[0] ?? {}));
      return free ? [] : [[column, now] as const];
    });
    const shown = (rows: readonly Row[], pick: 0 | 1): string[] =>
      rows.map((row) => JSON.stringify(columns.map((names) => printable(row[names[pick]])))).sort();
    expect(shown(after, 1), `the rows of ${table}`).toEqual(shown(before, 0));
  }
}

/** Columns that were gone in between. */
function missing(start: State, reached: State, story: Story): readonly string[] {
  const renamed = renamesOf(story);
  return [...start.rows].flatMap(([table, [first]]) => {
    const now = reached.rows.get(renamed(table, table));
    if (now === undefined) return [table];
    return Object.keys(first ?? {})
      .filter((column) => !Object.hasOwn(now[0] ?? {}, renamed(`${table}.${column}`, column)))
      .map((column) => `${table}.${column}`);
  });
}

function renamesOf({ renames }: Story): (key: string, otherwise: string) => string {
  const known = new Map((renames ?? []).map((text) => text.split(":") as [string, string]));
  return (key, otherwise) => known.get(key)?.split(".").at(-1) ?? otherwise;
}

function printable(value: unknown): unknown {
  if (typeof value === "bigint" || typeof value === "number") return String(value);
  if (Array.isArray(value)) return value.map(printable);
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
}
