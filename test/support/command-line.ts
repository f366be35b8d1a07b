import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { compiledSource } from "./ask.ts";

/** What a process of the command line has said. */
export interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The number of a user who may do what anybody may; null where only we can be who we are, and are not root. */
export const nobody: number | null = process.getuid?.() === 0 ? 65_534 : null;

/** Run `mig` in a folder, as the compiled package has it, and wait for its end. */
export async function mig(
  folder: string,
  args: readonly string[],
  { user = null, env = {} }: { readonly user?: number | null; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Said> {
  const program = join(await compiledSource(), "dist/cli/main.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: folder, ...env },
    ...(user === null ? {} : { uid: user, gid: user }),
  });
  return { status, stdout, stderr };
}
