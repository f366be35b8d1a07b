import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const program = "/usr/sbin/pgbouncer";

/** Why tests with a pooler are skipped here; null where they are run. */
export const noPooler: string | null = existsSync(program) ? null : `there is no ${program}`;

/** A real PgBouncer before the server of a url. */
export interface Pooler {
  /** The same database, by way of the pooler. */
  readonly url: string;
  stop(): Promise<void>;
}

/** For how long PgBouncer gives a client the same session of the server. */
export type PoolMode = "session" | "transaction" | "statement";

/** Start PgBouncer with so many sessions at the server. */
export async function startPooler(
  url: string,
  sessions: number,
  mode: PoolMode = "transaction",
): Promise<Pooler> {
  const target = new URL(url);
  const folder = mkdtempSync(join(tmpdir(), "mig-pooler-"));
  const port = await freePort();
  const [user, password] = [decodeURIComponent(target.username), decodeURIComponent(target.password)];
  const files = {
    users: `"${user}" "${password}"\n`,
    ini: `[databases]
* = host=127.0.0.1 port=${target.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${join(folder, "users")}
pool_mode = ${mode}
default_pool_size = ${sessions}
max_client_conn = 500
server_reset_query =
log_connections = 0
log_disconnections = 0
`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  // It refuses to be root.
  const nobody = process.getuid?.() === 0 ? 65_534 : null;
  if (nobody !== null)
    for (const name of ["", ...Object.keys(files)]) chownSync(join(folder, name), nobody, nobody);
  chmodSync(folder, 0o755);
  const child = spawn(program, ["-q", join(folder, "ini")], {
    stdio: "ignore",
    ...(nobody === null ? {} : { uid: nobody, gid: nobody }),
  });
  await listening(port, child);
  const own = new URL(url);
  own.hostname = "127.0.0.1";
  own.port = String(port);
  return {
    url: own.href,
    async stop() {
      if (child.exitCode === null) {
        const over = once(child, "exit");
        child.kill("SIGKILL");
        await over;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`PgBouncer does not start: it ended with ${child.exitCode}`);
    const isUp = await new Promise<boolean>((done) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => (socket.destroy(), done(true))).once("error", () => done(false));
    });
    if (isUp) return;
    await new Promise((done) => setTimeout(done, 20));
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, "127.0.0.1", done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}
