import { spawnSync } from "node:child_process";
import { chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A disk of its own that is small. */
export interface SmallDisk {
  readonly folder: string;
  /** Leave only so many kilobytes of it free. */
  fill(leavingKb: number): void;
  /** Take back what `fill` has taken. */
  free(): void;
  remove(): void;
}

/** Why no disk can be made here; null where one can. */
export function noSmallDisk(): string | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "only root of Linux may mount a disk";
  try {
    makeSmallDisk(64).remove();
    return null;
  } catch (error) {
    return `no disk can be mounted: ${String(error)}`;
  }
}

/** Mount a disk of so many kilobytes, in memory; for a process of another user where its number is given. */
export function makeSmallDisk(kilobytes: number, user = 0): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), "mig-disk-"));
  const filler = join(folder, "filler");
  const run = (program: string, ...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return stdout;
  };
  run("mount", "-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", folder);
  chownSync(folder, user, user);
  return {
    folder,
    fill(leavingKb) {
      rmSync(filler, { force: true });
      const free = Number(run("df", "--output=avail", "-k", folder).split("\n")[1]);
      writeFileSync(filler, Buffer.alloc(Math.max(0, free - leavingKb) * 1024));
    },
    free: () => rmSync(filler, { force: true }),
    remove() {
      run("umount", "-l", folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The number of the user that a process runs as. */
export function userOf(process: number): number {
  return statSync(`/proc/${process}`).uid;
}
