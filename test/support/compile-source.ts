import {
  chmodSync,
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

/** The package as it is installed: JavaScript, with the processes that tests start. */
export interface Compilation {
  /** A folder in which `./dist/index.js` and all packages can be imported. */
  readonly folder: string;
  remove(): void;
}

/** Compile the source as it is now into a folder of its own. */
export function compileSource(): Compilation {
  const folder = mkdtempSync(join(tmpdir(), "mig-compiled-"));
  // Some of the processes go on as another user.
  chmodSync(folder, 0o755);
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  copyFileSync(join(root, "package.json"), join(folder, "package.json"));
  cpSync(join(root, "templates"), join(folder, "templates"), { recursive: true });
  for (const file of filesOf("src", ".ts")) compile(join("src", file), join(folder, "dist", file));
  for (const file of filesOf("test", "-process.ts")) compile(join("test", file), join(folder, "test", file));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function filesOf(part: string, ending: string): readonly string[] {
  return readdirSync(join(root, part), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(ending),
  );
}

function compile(file: string, target: string): void {
  const { code } = transformSync(file, readFileSync(join(root, file), "utf8"), {
    typescript: { rewriteImportExtensions: "rewrite" },
  });
  mkdirSync(dirname(target), { recursive: true });
  const imports = code
    .replaceAll(/(import\("\.{1,2}\/[^"]*)\.ts"\)/gu, '$1.js")')
    .replaceAll(/((?:from|import) "(?:\.\.\/)+)src\//gu, "$1dist/");
  writeFileSync(target.replace(/\.ts$/u, ".js"), imports);
}
