import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import postgres from "postgres";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** A local port that answers the questions of `askServer`; the first one starts the server. */
    postgresDoor: number;
  }
}

/** What a test may ask: the admin url of the server, a new database's url, or that a database be dropped. */
export type Question =
  | { readonly kind: "url" }
  | { readonly kind: "create" }
  | { readonly kind: "drop"; readonly url: string };

/** The url that was asked for, or why there is none. */
export type Answer = { readonly url: string } | { readonly error: string };

/**
 * A real PostgreSQL for the whole run, started when the first test asks for it; or the one whose admin url
 * is in MIG_TEST_POSTGRES, to run the tests on another version. One connection makes the databases of all.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<RunningServer> | null = null;
  const askers = new Set<Socket>();
  const door = createServer({ allowHalfOpen: true }, (asker) => {
    askers.add(asker);
    asker.on("close", () => askers.delete(asker)).on("error", () => asker.destroy());
    started ??= startServer();
    const answer = Promise.all([started, readQuestion(asker)])
      .then(([server, question]) => server.answer(question))
      .catch((error: unknown): Answer => ({ error: error instanceof Error ? error.message : String(error) }));
    void answer.then((said) => asker.end(JSON.stringify(said)));
  });
  project.provide("postgresDoor", await listen(door));

  return async () => {
    for (const asker of askers) asker.destroy();
    door.close();
    await (await started?.catch(() => null))?.stop();
  };
}

interface RunningServer {
  answer(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

async function startServer(): Promise<RunningServer> {
  const given = process.env["MIG_TEST_POSTGRES"];
  const { url, stop } =
    given === undefined ? await startProcess() : { url: given, stop: async () => undefined };
  const admin = postgres(url, { max: 1, onnotice: () => undefined });
  const [row] = await admin.unsafe(
    "SELECT current_setting('server_version_num')::integer >= 150000 AS copies",
  );
  // Writing each page of the template to the log instead takes five times as long.
  const strategy = row?.["copies"] === true ? " STRATEGY file_copy" : "";
  return {
    async answer(question) {
      if (question.kind === "url") return { url };
      const database = new URL(question.kind === "create" ? url : question.url);
      if (question.kind === "create") {
        database.pathname = `/test_${randomBytes(6).toString("hex")}`;
        await admin.unsafe(`CREATE DATABASE ${database.pathname.slice(1)} TEMPLATE template0${strategy}`);
      } else await admin.unsafe(`DROP DATABASE IF EXISTS ${database.pathname.slice(1)} WITH (FORCE)`);
      return { url: database.href };
    },
    async stop() {
      await admin.end();
      await stop();
    },
  };
}

/** Start the server in a process that ends it when this one has ended, whatever ended it. */
async function startProcess(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const file = join(import.meta.dirname, "postgres-process.ts");
  const child = spawn(process.execPath, ["--import", "jiti/register", file], { detached: true });
  const ended = new Promise<void>((done) => child.on("close", () => done()));
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  const answer = await new Promise<Answer>((done, fail) => {
    child.on("error", fail).on("close", () => done({ error: `PostgreSQL does not start: ${complaint}` }));
    createInterface(child.stdout).once("line", (line) => done(JSON.parse(line) as Answer));
  });
  if ("error" in answer) throw new Error(answer.error);
  return {
    url: answer.url,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

function readQuestion(asker: Socket): Promise<Question> {
  return new Promise((done) => {
    let text = "";
    asker.setEncoding("utf8").on("data", (part: string) => (text += part));
    asker.on("end", () => done(JSON.parse(text) as Question));
  });
}

function listen(server: Server): Promise<number> {
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => done((server.address() as AddressInfo).port));
  });
}
