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
  },
} as const;

export default published;
