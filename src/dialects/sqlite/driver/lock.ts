import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { connectionFailed, lockTimeout } from "../../../core/errors/database.ts";
import type { Lock } from "../../dialect.ts";
import type { Client, Open } from "./client.ts";

type Waiting = (holder: string | null) => void;

/**
 * Hold a file beside the database for as long as this process lives or until released. The file is a
 * database of its own that is locked exclusively, so the operating system frees it when its holder dies.
 */
export function lockFile(open: Open, database: string, timeoutMs: number, waiting: Waiting): Promise<Lock> {
  const path = `${database}-mig-lock`;
  const note = `${path}-holder`;
  return poll(
    timeoutMs,
    waiting,
    () => readNote(note),
    () => {
      const holder = hold(open, path);
      if (holder === null) return null;
      writeFileSync(note, self());
      return {
        async release() {
          // While still holding: whoever opens the path from now on makes a new file.
          rmSync(note, { force: true });
          remove(path);
          holder.close();
        },
      };
    },
  );
}

const held = new WeakMap<object, string>();

/** Hold a database that has no file: only this process can see it. */
export function lockObject(client: object, timeoutMs: number, waiting: Waiting): Promise<Lock> {
  return poll(
    timeoutMs,
    waiting,
    () => held.get(client) ?? null,
    () => {
      if (held.has(client)) return null;
      held.set(client, self());
      return {
        async release() {
          held.delete(client);
        },
      };
    },
  );
}

async function poll(
  timeoutMs: number,
  waiting: Waiting,
  holder: () => string | null,
  take: () => Lock | null,
): Promise<Lock> {
  const deadline = performance.now() + timeoutMs;
  for (let pause = 5, told = false; ; pause = Math.min(pause * 1.5, 200)) {
    const lock = take();
    if (lock !== null) return lock;
    if (!told) waiting(holder());
    told = true;
    const left = deadline - performance.now();
    if (left <= 0) throw lockTimeout(timeoutMs / 1000, holder());
    await sleep(Math.min(pause, left));
  }
}

/** The open lock file; null when another holds it. */
function hold(open: Open, path: string): Client | null {
  for (;;) {
    const before = identity(path);
    const client = open(path, { timeout: 0 });
    const outcome = begin(client);
    if (outcome === "held" && before !== null && before === identity(path)) return client;
    client.close();
    if (outcome === "busy") return null;
    // The last holder may have removed the file after we opened it; then ours is nobody's lock, or broken.
    if (outcome !== "held" && before === identity(path)) throw connectionFailed(path, outcome);
  }
}

function begin(client: Client): "held" | "busy" | Error {
  try {
    client.exec("BEGIN EXCLUSIVE");
    return "held";
  } catch (error) {
    const code = String((error as { readonly code?: unknown }).code);
    return code.startsWith("SQLITE_BUSY") ? "busy" : (error as Error);
  }
}

/** What tells two files apart that had the path one after the other. */
function identity(path: string): string | null {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.dev} ${stat.ino} ${stat.birthtimeNs}`;
}

/** Windows keeps a file that is open; then it stays and is used again. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Nothing depends on the file being gone.
  }
}

function self(): string {
  return `pid ${process.pid} on ${hostname()}`;
}

function readNote(path: string): string | null {
  try {
    return readFileSync(path, "utf8") || null;
  } catch {
    return null;
  }
}
