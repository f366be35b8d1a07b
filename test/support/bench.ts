import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import postgres from "postgres";
import { expect } from "vitest";
import { createDrizzleProject } from "./scenario.ts";
import type { Project } from "./project.ts";

/** A project over one open database, for many schemas after another. */
export interface Bench {
  readonly project: Project;
  /** Make its database and its folder of revisions empty again. */
  readonly clear: () => Promise<void>;
  /** Whether its server could have an extension. */
  readonly has: (extension: string) => Promise<boolean>;
  readonly remove: () => Promise<void>;
}

/** Make one; its commands share a session, so that they need not open one each. It has the extension, where one is named. */
export async function createBench(
  dialect: Project["dialect"],
  installed?: string,
  extension: string | null = null,
): Promise<Bench> {
  const made = await createDrizzleProject(dialect, installed);
  const { client, empty, has, close } = dialect === "sqlite" ? inMemory() : overSession(made.url, extension);
  const project: Project = {
    ...made,
    open: (more = {}, options = {}) => made.open({ client, ...more }, options),
  };
  return {
    project,
    has,
    async clear() {
      rmSync(join(made.folder, "revisions"), { recursive: true, force: true });
      mkdirSync(join(made.folder, "revisions"));
      await empty();
    },
    async remove() {
      await close();
      await made.remove();
    },
  };
}

interface Shared {
  readonly client: unknown;
  readonly empty: () => Promise<void>;
  readonly has: (extension: string) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

function overSession(url: string, extension: string | null): Shared {
  const client = postgres(url, { max: 2, onnotice: () => undefined });
  return {
    client,
    async empty() {
      const spaces =
        await client`SELECT quote_ident(nspname) AS name FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'`;
      for (const { name } of spaces) await client.unsafe(`DROP SCHEMA ${String(name)} CASCADE`);
      await client`CREATE SCHEMA public`;
      if (extension === null) return;
      await client`CREATE EXTENSION ${client(extension)}`;
      // A session remembers types of an extension that was there before.
      const others = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()`;
      await expect(client.unsafe(others)).rejects.toThrow(/terminat|CONNECTION/u);
    },
    async has(name) {
      const found = await client`SELECT FROM pg_available_extensions WHERE name = ${name}`;
      return found.length > 0;
    },
    close: () => client.end({ timeout: 1 }),
  };
}

function inMemory(): Shared {
  const client = new Sqlite(":memory:");
  return {
    client,
    empty: () => {
      client.unsafeMode(true).pragma("writable_schema = ON");
      client.exec("DELETE FROM sqlite_schema");
      client.pragma("writable_schema = RESET");
      client.unsafeMode(false).exec("VACUUM");
      return Promise.resolve();
    },
    has: () => Promise.resolve(false),
    close: () => Promise.resolve(void client.close()),
  };
}
