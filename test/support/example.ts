import { spawn } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import Database from "better-sqlite3";
import { transformSync } from "oxc-transform";
import postgres from "postgres";
import { compiledSource } from "./ask.ts";
import { createPostgresDatabase, createSqliteFile } from "./databases.ts";

const root = resolve(import.meta.dirname, "../..");

/** What a process of an application came to. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An application of the docs in a folder of its own, with its packages installed, over an empty database. */
export interface Example {
  readonly folder: string;
  readonly url: string;
  /** Run a file of it, named without its ending, to its end; or until it says something, then stop it as a container is. */
  start(entry: string, env?: Environment, until?: string): Promise<Ended>;
  /** Run the command line in it. */
  mig(...args: readonly string[]): Promise<Ended>;
  /** Run statements as another program would. */
  script(sql: string): Promise<void>;
  rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  remove(): Promise<void>;
}

type Environment = Readonly<Record<string, string>>;

/** Install an application of the docs as its README says, with this package compiled. */
export async function installExample(name: string, dialect: "postgresql" | "sqlite"): Promise<Example> {
  const folder = mkdtempSync(join(tmpdir(), `mig-example-${name}-`));
  cpSync(join(root, "docs", `example-${name}`), folder, { recursive: true });
  const compiled = await compiledSource();
  install(folder, compiled);
  transpile(folder);
  const database = dialect === "sqlite" ? createSqliteFile() : await createPostgresDatabase();
  const run = (args: readonly string[], env: Environment = {}, until?: string): Promise<Ended> =>
    ended(
      args,
      {
        cwd: folder,
        env: { PATH: process.env["PATH"] ?? "", DATABASE_URL: database.url, PORT: "0", ...env },
      },
      until,
    );
  return {
    folder,
    url: database.url,
    start: (entry, env, until) => run([`${entry}.js`], env, until),
    mig: (...args) => run([join(compiled, "dist/cli/main.js"), ...args]),
    async script(sql) {
      if (dialect === "sqlite") withSqlite(database.url, (client) => client.exec(sql));
      else await withPostgres(database.url, (client) => client.unsafe(sql));
    },
    rows: (sql) =>
      dialect === "sqlite"
        ? Promise.resolve(
            withSqlite(database.url, (client) => client.prepare<[], Record<string, unknown>>(sql).all()),
          )
        : withPostgres(database.url, async (client) => [...(await client.unsafe(sql))]),
    async remove() {
      rmSync(folder, { recursive: true, force: true });
      await ("drop" in database ? database.drop() : database.remove());
    },
  };
}

/** The packages of this repository, and this one under its name. */
function install(folder: string, compiled: string): void {
  const packages = join(folder, "node_modules");
  mkdirSync(packages);
  const known = join(root, "node_modules");
  for (const name of readdirSync(known).filter((each) => !each.startsWith(".")))
    symlinkSync(join(known, name), join(packages, name));
  symlinkSync(compiled, join(packages, "drizzle-mig"));
}

/** Runtimes before Node 22.18 do not run TypeScript; there an application is built, and so it is here. */
function transpile(folder: string): void {
  for (const file of readdirSync(folder).filter((name) => /(?<!\.config)\.ts$/u.test(name))) {
    const { code } = transformSync(file, readFileSync(join(folder, file), "utf8"), {
      typescript: { rewriteImportExtensions: "rewrite" },
    });
    writeFileSync(join(folder, file.replace(/ts$/u, "js")), code);
  }
}

function ended(
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Environment },
  until?: string,
): Promise<Ended> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      if (until !== undefined && stdout.includes(until)) child.kill("SIGTERM");
    });
    child.on("error", fail);
    child.on("close", (code) => done({ code, stdout, stderr }));
  });
}

function withSqlite<T>(url: string, work: (client: Database.Database) => T): T {
  const client = new Database(url.replace(/^file:/u, ""));
  try {
    return work(client);
  } finally {
    client.close();
  }
}

async function withPostgres<T>(url: string, work: (client: postgres.Sql) => Promise<T>): Promise<T> {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
