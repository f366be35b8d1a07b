/**
 * A server of notes. It starts as soon as the columns are there that its code needs; what takes long is done while it
 * serves, over a connection of its own.
 */
import { createServer, type IncomingMessage } from "node:http";
import { sql } from "drizzle-orm";
import { drizzle as openSqlite } from "drizzle-orm/better-sqlite3";
import { drizzle as openPostgres } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-mig";
import * as postgres from "./schema.postgres.ts";
import * as sqlite from "./schema.ts";

/** The newest revision that this code cannot do without. */
const needed = "2d1b6e8f0a32";

const config = "./migrate.config.ts";
await migrate({ config, target: needed, logger: console });

const url = process.env["DATABASE_URL"] ?? "file:./notes.db";
const notes = url.startsWith("postgres") ? onPostgres() : onSqlite();

const server = createServer((request, response) => {
  void (async () => {
    response.setHeader("content-type", "application/json");
    try {
      if (request.method === "PUT") await notes.put(Number(request.url?.slice(1)), await textOf(request));
      response.end(JSON.stringify({ left: await notes.left() }));
    } catch (error) {
      response.writeHead(500).end(JSON.stringify({ error: String(error) }));
    }
  })();
});
server.listen(Number(process.env["PORT"] ?? 9262), () => {
  const address = server.address();
  console.log(`The notes listen on ${typeof address === "object" ? address?.port : address}.`);
});

// Any number of servers may do so at once: one does the work, and should it die, another goes on where it was.
const stop = new AbortController();
const background = migrate({
  config,
  logger: console,
  signal: stop.signal,
  lockTimeout: 24 * 60 * 60 * 1000,
}).catch((error: unknown) => {
  if (!stop.signal.aborted) console.error(error);
});

for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.once(signal, () => {
    stop.abort();
    server.close();
    server.closeAllConnections();
    void background.then(() => notes.close());
  });

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const piece of request) text += String(piece);
  return text;
}

/** New code fills the column with every write, so that the backfill has an end. */
function counted(body: string): number {
  return body.split(" ").length;
}

function onSqlite() {
  const db = openSqlite(url.replace(/^file:/u, ""));
  return {
    async put(id: number, body: string) {
      const set = { body, words: counted(body) };
      db.insert(sqlite.notes)
        .values({ id, ...set })
        .onConflictDoUpdate({ target: sqlite.notes.id, set })
        .run();
    },
    async left() {
      return db.get<{ n: number }>(sql`SELECT count(*) AS n FROM notes WHERE words IS NULL`).n;
    },
    close: async () => void db.$client.close(),
  };
}

function onPostgres() {
  const db = openPostgres(url);
  return {
    async put(id: number, body: string) {
      const set = { body, words: counted(body) };
      await db
        .insert(postgres.notes)
        .values({ id, ...set })
        .onConflictDoUpdate({ target: postgres.notes.id, set });
    },
    async left() {
      const [row] = await db.execute<{ n: number }>(
        sql`SELECT count(*)::integer AS n FROM notes WHERE words IS NULL`,
      );
      return row?.n ?? 0;
    },
    close: () => db.$client.end(),
  };
}
