import { resolve } from "node:path";
import type { BuildOptions, CodeSplittingNameFunction } from "rolldown";

/** How the package is bundled: what starts a command, or an application that migrates, comes in few files. */
export const published = {
  input: { "dist/index": "src/index.ts", "dist/cli/main": "src/cli/main.ts" },
  platform: "node",
  // What a package is made of is its own affair, and what is optional must be found where the project has it.
  external: /^[^./]/u,
  output: {
    dir: ".",
    entryFileNames: "[name].js",
    // As deep as the source, so that what lies in the package is found from here as from there.
    chunkFileNames: "dist/parts/[name]-[hash].js",
    // To find and open fifty files takes Node longer than to read what is in them.
    codeSplitting: {
      groups: [
        { debugName: "start", name: (id, modules) => (neededFirst(modules).has(id) ? "start" : null) },
      ],
    },
  },
} as const satisfies BuildOptions;

/** What every command loads before it does anything of its own, and the commands that are run most. */
const first = [
  "src/cli/run.ts",
  "src/cli/progress.ts",
  "src/project/open-project.ts",
  "src/commands/heads.ts",
  "src/commands/history.ts",
  "src/cli/print/entry.ts",
  "src/cli/print/history.ts",
];

type Modules = Parameters<CodeSplittingNameFunction>[1];

/** These modules, and all that they import at once. */
function neededFirst(modules: Modules): ReadonlySet<string> {
  const needed = new Set(first.map((path) => resolve(import.meta.dirname, path)));
  // What is added meanwhile is come to as well.
  for (const id of needed)
    for (const imported of modules.getModuleInfo(id)?.importedIds ?? []) needed.add(imported);
  return needed;
}

export default published;
