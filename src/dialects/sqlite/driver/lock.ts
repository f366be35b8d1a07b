import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { connectionFailed, lockTimeout } from "../../../core/errors/database.ts";
import { codeOf } from "../../../core/thrown.ts";
import type { Holder, Lock } from "../../dialect.ts";
import type { Client, Open } from "./client.ts";

type Waiting = (holder: string | null) => void;

/**
 * Hold a file next to the database for as long as this process lives or until released. The file is a
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
      if (holder === null || holder instanceof Unsettled) return holder;
      writeNote(note);
      return {
        async release() {
          // While still holding: whoever opens the path from now on makes a new file.
          remove(note);
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

/** Who holds the lock file of a database; nothing is made or changed to find out. */
export function fileHolder(open: Open, database: string): Holder | null {
  const path = `${database}-mig-lock`;
  if (!existsSync(path)) return null;
  let client: Client | null = null;
  try {
    client = open(path, { readonly: true, timeout: 0 });
    client.pragma("schema_version");
    return null;
  } catch (error) {
    return isBusy(error) ? heldBy(readNote(`${path}-holder`)) : null;
  } finally {
    client?.close();
  }
}

/** Who holds a database that has no file. */
export function objectHolder(client: object): Holder | null {
  const who = held.get(client);
  return who === undefined ? null : heldBy(who);
}

/** The operating system frees it with its process, and nobody else can. */
function heldBy(who: string | null): Holder {
  return { who: who ?? "another process", free: () => Promise.resolve(false) };
}

/** How often in a row the lock may neither be had nor be another's before that is a failure. */
const patience = 10;

async function poll(
  timeoutMs: number,
  waiting: Waiting,
  holder: () => string | null,
  take: () => Lock | Unsettled | null,
): Promise<Lock> {
  const deadline = performance.now() + timeoutMs;
  for (let pause = 5, told = false, unsettled = 0; ; pause = Math.min(pause * 1.5, 200)) {
    const lock = take();
    if (lock instanceof Unsettled) {
      if (++unsettled === patience) throw lock.error;
      await sleep(pause);
      continue;
    }
    if (lock !== null) return lock;
    unsettled = 0;
    if (!told) waiting(holder());
    told = true;
    const left = deadline - performance.now();
    if (left <= 0) throw lockTimeout({ seconds: timeoutMs / 1000, holder: holder() });
    await sleep(Math.min(pause, left));
  }
}

/** An error that may be only of this moment: the file was removed or made by another while it was opened. */
class Unsettled {
  readonly error: Error;

  constructor(path: string, cause: unknown) {
    this.error = connectionFailed(path, cause);
  }
}

/** The open lock file; null when another holds it. */
function hold(open: Open, path: string): Client | Unsettled | null {
  for (;;) {
    const before = identity(path);
    let client: Client | null = null;
    try {
      client = open(path, { timeout: 0 });
      client.exec("BEGIN EXCLUSIVE");
    } catch (error) {
      client?.close();
      return isBusy(error) ? null : new Unsettled(path, error);
    }
    // The last holder may have removed the file after we opened it; then ours is nobody's lock.
    if (before !== null && before === identity(path)) return client;
    client.close();
  }
}

function isBusy(error: unknown): boolean {
  return codeOf(error)?.startsWith("SQLITE_BUSY") === true;
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

/** Only for people who wait, so that a full disk does not matter. */
function writeNote(path: string): void {
  try {
    writeFileSync(path, self());
  } catch {
    // Then nobody is told who holds the lock.
  }
}

function readNote(path: string): string | null {
  try {
    return readFileSync(path, "utf8") || null;
  } catch {
    // It went with its holder, or cannot be read: nobody is named then.
    return null;
  }
}
