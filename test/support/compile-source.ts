import { chmodSync, copyFileSync, cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "rolldown";
import { published } from "../../rolldown.config.ts";

const root = resolve(import.meta.dirname, "../..");

/** The package as it is installed: JavaScript, with the processes that tests start. */
export interface Compilation {
  /** A folder in which `./dist/index.js` and all packages can be imported. */
  readonly folder: string;
  remove(): void;
}

/** Compile the source as it is now into a folder of its own. */
export async function compileSource(): Promise<Compilation> {
  const folder = mkdtempSync(join(tmpdir(), "mig-compiled-"));
  // Some of the processes go on as another user.
  chmodSync(folder, 0o755);
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  copyFileSync(join(root, "package.json"), join(folder, "package.json"));
  cpSync(join(root, "templates"), join(folder, "templates"), { recursive: true });
  const processes = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith("-process.ts"))
    .map((name) => join("test", name));
  await build({
    ...published,
    cwd: root,
    logLevel: "silent",
    input: {
      ...published.input,
      ...Object.fromEntries(processes.map((file) => [file.replace(/\.ts$/u, ""), file])),
    },
    output: { ...published.output, dir: folder },
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
