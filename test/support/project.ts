import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { DatabaseConfig } from "../../src/settings/config.ts";
import type { Environment } from "../../src/project/environment.ts";
import type { Event } from "../../src/settings/events.ts";
import { openProject, type OpenOptions } from "../../src/project/open-project.ts";
import { createPostgresDatabase, createSqliteFile } from "./databases.ts";

/** The databases that every test of running is made for. */
export const dialects = ["sqlite", "postgresql"] as const;

/** A project in a folder of its own, over an empty database. */
export interface Project {
  readonly folder: string;
  readonly url: string;
  readonly dialect: (typeof dialects)[number];
  /** What was reported since the project was made. */
  readonly events: Event[];
  /** Write a file, by its path in the project. */
  readonly write: (path: string, text: string) => void;
  /** Write a revision; `body` holds the functions, an empty pair where absent. */
  revision(id: string, down: string | readonly string[] | null, body?: string, header?: string): void;
  /** Open it again, as another process would. */
  open(config?: DatabaseConfig, options?: Partial<OpenOptions>): Promise<Environment>;
  remove(): Promise<void>;
}

/** Make a project over an empty database of the dialect, on the run's server where no other is named. */
export async function createProject(dialect: Project["dialect"], server?: string): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), "mig-project-"));
  const database = dialect === "sqlite" ? createSqliteFile() : await createPostgresDatabase(server);
  const events: Event[] = [];
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const config: DatabaseConfig = { dialect, url: database.url };
  write("migrate.config.ts", `export default ${JSON.stringify(config)};\n`);
  mkdirSync(join(folder, "revisions"));
  return {
    folder,
    url: database.url,
    dialect,
    events,
    write,
    revision(id, down, body = "", header = "") {
      const functions = ["upgrade", "downgrade"].map((name) =>
        new RegExp(`\\b(?:function|const) ${name}\\b`, "u").test(body)
          ? ""
          : `export async function ${name}() {}\n`,
      );
      const constants = `export const revision = ${JSON.stringify(id)};\nexport const downRevision = ${JSON.stringify(down)};\n${header}\n`;
      write(`revisions/${id}_.ts`, `/**\n * ${id}\n */\n${constants}\n${body}\n${functions.join("")}`);
    },
    open: (more = {}, options = {}) =>
      openProject({
        config: { ...config, ...more },
        folder,
        env: { PATH: process.env["PATH"] },
        report: (event) => void events.push(event),
        ...options,
      }),
    async remove() {
      rmSync(folder, { recursive: true, force: true });
      await ("drop" in database ? database.drop() : database.remove());
    },
  };
}
