import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { transformSync } from "oxc-transform";

const root = resolve(import.meta.dirname, "../..");

/** The package as it is installed: JavaScript that starts in a fraction of the time that a loader takes. */
export interface Compiled {
  /** A folder in which `./dist/index.js` and all packages can be imported. */
  readonly folder: string;
  remove(): void;
}

/** Compile the source as it is now into a folder of its own. */
export function compileSource(): Compiled {
  const folder = mkdtempSync(join(tmpdir(), "mig-compiled-"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  copyFileSync(join(root, "package.json"), join(folder, "package.json"));
  cpSync(join(root, "templates"), join(folder, "templates"), { recursive: true });
  const source = join(root, "src");
  for (const file of readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  )) {
    const { code } = transformSync(file, readFileSync(join(source, file), "utf8"), {
      typescript: { rewriteImportExtensions: "rewrite" },
    });
    const target = join(folder, "dist", file.replace(/\.ts$/u, ".js"));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code.replaceAll(/(import\("\.{1,2}\/[^"]*)\.ts"\)/gu, '$1.js")'));
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
