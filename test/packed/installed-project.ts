import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import Database from "better-sqlite3";

/** A project with the package installed, in a folder of its own. */
export interface InstalledProject {
  readonly folder: string;
  /** Run the command line, in a folder of the project. */
  mig(line: string, options?: { readonly in?: string; readonly env?: NodeJS.ProcessEnv }): Promise<Ended>;
  /** Write a file, by its path in the project. */
  write(path: string, text: string): void;
  /** The tables of a SQLite file of the project, our own left out. */
  tables(file?: string): readonly string[];
  remove(): void;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Write a project's files and install the compiled package, and those of this repository, beside them. */
export function installProject(
  compiled: string,
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
): InstalledProject {
  const folder = mkdtempSync(join(tmpdir(), "mig-packed-"));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  const packages = join(folder, "node_modules");
  mkdirSync(packages, { recursive: true });
  const known = resolve(import.meta.dirname, "../../node_modules");
  const link = (target: string, name: string): void => {
    mkdirSync(dirname(join(packages, name)), { recursive: true });
    symlinkSync(target, join(packages, name));
  };
  const drivers = ["postgres", "pg", "@electric-sql/pglite", "better-sqlite3", "@libsql/client"];
  for (const name of ["drizzle-orm", "drizzle-kit", ...drivers]) link(join(known, name), name);
  link(compiled, "drizzle-mig");
  for (const [name, target] of Object.entries(links)) link(join(folder, target), name);
  return {
    folder,
    write,
    mig: (line, options = {}) =>
      ended(join(compiled, "dist/cli/main.js"), line, {
        cwd: join(folder, options.in ?? "."),
        env: { PATH: process.env["PATH"], ...options.env },
      }),
    tables(file = "app.db") {
      const database = new Database(join(folder, file));
      const names = database
        .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .all()
        .map(({ name }) => name);
      database.close();
      return names.filter((name) => !/^(?:mig|sqlite)_/u.test(name));
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function ended(
  program: string,
  line: string,
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Ended> {
  return new Promise((done, fail) => {
    const words = line.split(" ").filter((word) => word !== "");
    const child = spawn(process.execPath, [program, ...words], {
      ...options,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", fail);
    child.on("close", (code) => done({ code, stdout, stderr }));
  });
}
