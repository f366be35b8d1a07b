import { readdirSync, rmSync } from "node:fs";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { resolve } from "node:path";
import type { TestProject } from "vitest/node";
import { compileSource, type Compilation } from "./compile-source.ts";
import { startServer, type RunningServer } from "./postgres-server.ts";
import { createRunFolder } from "./run-folder.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A local port that answers questions: see `ask`. What they ask for is started by the first of them. */
    door: number;
  }
}

/** What a test may ask of what the run shares, and is answered with a url or a folder. */
export type Question =
  | { readonly kind: "server" }
  | { readonly kind: "create-database" }
  | { readonly kind: "drop-database"; readonly url: string }
  | { readonly kind: "compiled-source" };

/** What was asked for, or why it is not there. */
export type Answer = { readonly is: string } | { readonly error: string };

const root = resolve(import.meta.dirname, "../..");

/**
 * What all tests of a run share: a folder for temporary files, one PostgreSQL server, and one compiled copy of the
 * source. A run that leaves something in the folder of the project has failed.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [wasThere, was] = [new Set(readdirSync(root)), process.env["TMPDIR"]];
  const folder = createRunFolder();
  process.env["TMPDIR"] = folder;
  let server: Promise<RunningServer> | null = null;
  let compiled: Promise<Compilation> | null = null;
  const removeCompiled = async (): Promise<void> => {
    const made = compiled;
    compiled = null;
    // One that does not compile has told whoever asked for it.
    (await made?.catch(() => null))?.remove();
  };
  project.onTestsRerun(removeCompiled);
  const answer = async (question: Question): Promise<string> => {
    if (question.kind === "compiled-source") return (await (compiled ??= compileSource())).folder;
    const running = await (server ??= startServer());
    if (question.kind === "create-database") return running.create();
    if (question.kind === "drop-database") await running.drop(question.url);
    return running.url;
  };

  const askers = new Set<Socket>();
  const door = createServer({ allowHalfOpen: true }, (asker) => {
    askers.add(asker);
    asker.on("close", () => askers.delete(asker)).on("error", () => asker.destroy());
    void readQuestion(asker)
      .then(answer)
      .then(
        (is): Answer => ({ is }),
        (error: unknown): Answer => ({ error: error instanceof Error ? error.message : String(error) }),
      )
      .then((said) => asker.end(JSON.stringify(said)));
  });
  project.provide("door", await listen(door));

  return async () => {
    for (const asker of askers) asker.destroy();
    door.close();
    await removeCompiled();
    // One that did not start has told whoever asked for it.
    await (await server?.catch(() => null))?.stop();
    rmSync(folder, { recursive: true, force: true });
    if (was === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = was;
    const left = readdirSync(root).filter((name) => !wasThere.has(name));
    if (left.length === 0) return;
    // What is thrown here is shown, and no more.
    process.exitCode = 1;
    throw new Error(`The tests have left in ${root}: ${left.join(", ")}`);
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
