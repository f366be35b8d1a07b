import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { messageOf } from "../../../core/thrown.ts";

/** Run a program to its end. */
export const run: (
  program: string,
  args: readonly string[],
  options?: { readonly env?: Environment; readonly maxBuffer?: number },
) => Promise<{ readonly stdout: string }> = promisify(execFile);

type Environment = Record<string, string | undefined>;

/** How the programs of PostgreSQL reach a database. */
export interface ProgramTarget {
  readonly url: string;
  readonly env: Environment;
}

/** Words of a url that libpq knows; it refuses all others. */
const known = [
  "sslmode",
  "sslrootcert",
  "sslcert",
  "sslkey",
  "connect_timeout",
  "options",
  "host",
  "port",
  "channel_binding",
  "gssencmode",
];

/** The url for a program: the password goes by the environment, since everybody sees the arguments of a process. */
export function programTarget(text: string, given: Environment): ProgramTarget {
  const [base = "", query = ""] = text.split("?", 2);
  const kept = [...new URLSearchParams(query)].filter(([name]) => known.includes(name));
  const [, start = "", password, rest = ""] = /^(\w+:\/\/[^:@/]*)(?::([^@]*))?(@.*)$/u.exec(base) ?? [
    "",
    base,
  ];
  const words = kept.length === 0 ? "" : `?${new URLSearchParams(kept).toString()}`;
  const env = password === undefined ? given : { ...given, PGPASSWORD: decodeURIComponent(password) };
  return { url: `${start}${rest}${words}`, env };
}

/** What a program that failed has said. */
export function outputOf(error: unknown): string {
  const output =
    typeof error === "object" && error !== null && "stderr" in error ? String(error.stderr).trim() : "";
  return output === "" ? messageOf(error) : output;
}

/** What stands around the statements that `source` writes, and a change to how they begin. */
export interface Frame {
  readonly before: string;
  readonly end: string;
  /** Sent when psql has carried out all that stands before. */
  readonly after: string;
  readonly edit: (start: string) => string;
}

/**
 * Send to psql what another program writes. `after` is sent only when that program has ended well and psql has
 * carried everything out, so that a transaction that `before` opens stays without its COMMIT when either is
 * interrupted, or this process is.
 */
export async function pipeToPsql(
  source: readonly [program: string, args: readonly string[]],
  { url, env }: ProgramTarget,
  { before, end, after, edit }: Frame,
): Promise<void> {
  const psql = spawn(
    "psql",
    ["--no-psqlrc", "--no-password", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-", `--dbname=${url}`],
    { env, stdio: ["pipe", "pipe", "pipe"] },
  );
  const writer = spawn(source[0], source[1], { stdio: ["ignore", "pipe", "pipe"] });
  const said = { psql: "", writer: "" };
  psql.stderr.setEncoding("utf8").on("data", (text: string) => (said.psql += text));
  writer.stderr.setEncoding("utf8").on("data", (text: string) => (said.writer += text));
  // psql tells by its exit code that it stopped reading.
  psql.stdin.on("error", () => undefined);
  const [reading, writing] = [ended(psql), ended(writer)];
  // One that cannot be started must not go unheard while another is waited for.
  for (const each of [reading, writing]) each.catch(() => undefined);
  const isDone = told(psql.stdout, marker);
  try {
    psql.stdin.write(before);
    let first = true;
    for await (const part of writer.stdout as AsyncIterable<Buffer>) {
      if (psql.exitCode !== null || psql.stdin.destroyed) break;
      const text = first ? Buffer.from(edit(part.toString("latin1")), "latin1") : part;
      first = false;
      if (!psql.stdin.write(text)) await Promise.race([once(psql.stdin, "drain"), reading]);
    }
    writer.stdout.destroy();
    if ((await writing) === 0) {
      psql.stdin.write(`\n${end}\\echo ${marker}\n`);
      if (await Promise.race([isDone, reading.then(() => false)])) psql.stdin.write(after);
    }
  } finally {
    psql.stdin.end();
  }
  const [read, wrote] = await Promise.all([reading, writing]);
  if (read !== 0)
    throw new Error(said.psql.replaceAll(/^psql:<stdin>:\d+: /gmu, "").trim() || `psql ended with ${read}`);
  if (wrote !== 0) throw new Error(said.writer.trim() || `${source[0]} ended with ${wrote}`);
}

const marker = "mig: everything is carried out";

/** Waits until a program says something on a line of its own; false when it ends without. */
async function told(output: Readable, text: string): Promise<boolean> {
  let tail = "";
  for await (const part of output.setEncoding("utf8") as AsyncIterable<string>) {
    tail = (tail + part).slice(-part.length - text.length);
    if (tail.includes(text)) return true;
  }
  return false;
}

/** The exit code of a program; -1 when it was killed. Rejects when it cannot be started. */
function ended(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((done, fail) => {
    if (child.exitCode !== null) done(child.exitCode);
    child.on("error", fail).on("close", (code) => done(code ?? -1));
  });
}
