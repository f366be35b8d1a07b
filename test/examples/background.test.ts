import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { installExample, type Example } from "../support/example.ts";
import { dialects } from "../support/project.ts";

/** Of the ten batches and pauses of the first test; the pauses alone of the second would take longer than any start. */
const [some, many] = [5_000, 200_000];

describe.each(dialects)("the notes on %s", (dialect) => {
  let notes: Example;
  beforeEach(async () => {
    notes = await installExample("background", dialect);
  });
  afterEach(() => notes.remove());

  const number = async (sql: string): Promise<number> => Number((await notes.rows(sql))[0]?.["n"]);
  /** As a release left them that knew no words. */
  const fill = async (count: number): Promise<void> => {
    const { code, stderr } = await notes.mig("upgrade", "1c0a5d7e9f21");
    expect(`${code} ${code === 0 ? "" : stderr}`).toBe("0 ");
    const numbers =
      dialect === "sqlite"
        ? `WITH RECURSIVE some (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM some WHERE n < ${count}) SELECT n FROM some`
        : `SELECT generate_series(1, ${count}) AS n`;
    await notes.script(`INSERT INTO notes (id, body) SELECT n, 'an old note' FROM (${numbers}) numbers`);
  };
  const serve = async (): Promise<Server> => {
    const child = spawn(process.execPath, ["server.js"], {
      cwd: notes.folder,
      env: { PATH: process.env["PATH"] ?? "", DATABASE_URL: notes.url, PORT: "0" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const closed = once(child, "close");
    let said = "";
    const wanted: { readonly text: RegExp; readonly found: (match: RegExpExecArray) => void }[] = [];
    const look = (): void => {
      for (const { text, found } of wanted) {
        const match = text.exec(said);
        if (match !== null) found(match);
      }
    };
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        look();
      });
    const hears = (text: RegExp): Promise<RegExpExecArray> =>
      new Promise((found) => {
        wanted.push({ text, found });
        look();
      });
    const [, port] = await hears(/listen on (\d+)/u);
    return {
      hears,
      async put(id, body) {
        const response = await fetch(`http://localhost:${port}/${id}`, { method: "PUT", body });
        expect(response.status).toBe(200);
        return ((await response.json()) as { readonly left: number }).left;
      },
      async stop(how) {
        child.kill(how);
        await closed;
      },
    };
  };

  it("are written and counted at the same time, every write kept", async () => {
    await fill(some);
    const server = await serve();
    await server.hears(/backfill of notes: \d/u);
    const lefts: number[] = [];
    // Old notes that are counted already and others that are not, and new ones, for as long as there is work.
    for (let at = 0; lefts.at(-1) !== 0; at += 1) {
      lefts.push(await server.put(((at * 397) % some) + 1, `note number ${at} of many`));
      lefts.push(await server.put(some + at + 1, "a new one"));
    }
    await server.hears(/Migrated to 3e2c7f901b43/u);
    await server.stop("SIGTERM");
    // Writes were answered while rows were left: each of them between two batches.
    expect(new Set(lefts).size).toBeGreaterThan(2);
    const writes = lefts.length / 2;
    expect(await number("SELECT count(*) AS n FROM notes")).toBe(some + writes);
    expect(await number("SELECT count(*) AS n FROM notes WHERE body LIKE 'note number%'")).toBe(
      Math.min(writes, some),
    );
    expect(
      await number(`SELECT count(*) AS n FROM notes WHERE words IS NULL OR
        words <> length(body) - length(replace(body, ' ', '')) + 1`),
    ).toBe(0);
  });

  it("are counted on by the next server when one is killed, and a server that starts meanwhile does not wait", async () => {
    await fill(many);
    const first = await serve();
    await first.hears(/backfill of notes: \d/u);
    const second = await serve();
    expect(await second.put(1, "while the first one counts")).toBeGreaterThan(0);
    await first.stop("SIGKILL");
    const done = await number("SELECT count(*) AS n FROM notes WHERE words IS NOT NULL");
    const [, next] = await second.hears(/backfill of notes: (\d+)/u);
    expect(Number(next)).toBeGreaterThan(done);
    await second.stop("SIGTERM");
    const { stdout } = await notes.mig("log", "--json");
    const { entries } = JSON.parse(stdout) as {
      readonly entries: readonly Readonly<Record<string, unknown>>[];
    };
    expect(entries.at(-2)).toMatchObject({ revision: "3e2c7f901b43", status: "errored" });
    expect(entries.at(-1)).toMatchObject({ revision: "3e2c7f901b43", status: "running" });
  });
});

interface Server {
  /** Wait until it has said something. */
  hears(text: RegExp): Promise<RegExpExecArray>;
  /** Write a note; the number of notes that were left to be counted right after. */
  put(id: number, body: string): Promise<number>;
  stop(how: "SIGTERM" | "SIGKILL"): Promise<void>;
}
