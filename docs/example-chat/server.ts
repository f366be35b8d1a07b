/** The chat server: brings the database to head over its own Drizzle database, then serves threads. */
import { createServer } from "node:http";
import { drizzle as openSqlite } from "drizzle-orm/better-sqlite3";
import { drizzle as openPostgres } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-mig";
import * as postgres from "./schema.postgres.ts";
import * as sqlite from "./schema.ts";

const url = process.env["DATABASE_URL"] ?? "file:./chat.db";
const chat = url.startsWith("postgres") ? onPostgres() : onSqlite();

// With MIG_AUTO_MIGRATE=false it only says so, and the server runs on the database as it is.
await migrate({ config: "./migrate.config.ts", db: chat.db, logger: console });

const server = createServer((_, response) => {
  response.setHeader("content-type", "application/json");
  chat.threads().then(
    (threads) => response.end(JSON.stringify(threads)),
    () => response.writeHead(500).end(),
  );
});
server.listen(Number(process.env["PORT"] ?? 9261), () => {
  const address = server.address();
  console.log(`The chat listens on ${typeof address === "object" ? address?.port : address}.`);
});
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => server.close(() => void chat.close()));
}

function onSqlite() {
  const db = openSqlite(url.replace(/^file:/u, ""));
  return {
    db,
    threads: async () => db.select().from(sqlite.threads).orderBy(sqlite.threads.createdAt).all(),
    close: async () => void db.$client.close(),
  };
}

function onPostgres() {
  const db = openPostgres(url);
  return {
    db,
    threads: async () => db.select().from(postgres.threads).orderBy(postgres.threads.createdAt),
    close: () => db.$client.end(),
  };
}
