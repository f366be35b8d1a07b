import { accessSync, chmodSync, constants, mkdirSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const prefix = "mig-tests-";

/** What the files of a run may come to at once, several times over. */
const enough = 2 * 1024 ** 3;

/**
 * The folder for all temporary files of a run, in memory where there is room: most of what tests cost is that
 * thousands of databases are made and dropped. Folders that killed runs have left are removed.
 */
export function createRunFolder(): string {
  const home = isRoomy("/dev/shm") ? "/dev/shm" : tmpdir();
  for (const name of readdirSync(home).filter((each) => each.startsWith(prefix)))
    if (!isAlive(Number(name.slice(prefix.length))))
      rmSync(join(home, name), { recursive: true, force: true });
  const folder = join(home, `${prefix}${process.pid}`);
  mkdirSync(folder, { recursive: true });
  // As the usual one: servers, and some processes, run as users of their own.
  chmodSync(folder, 0o1777);
  return folder;
}

function isRoomy(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > enough;
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
