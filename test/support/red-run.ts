import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { onTestFinished } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** How a program ended, and all that it said. */
export interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** A folder with the files, by their paths, that is gone after the test. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "mig-red-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Start vitest, as this project has it set up, on tests of which only the bodies are given. */
export function startVitest(bodies: Readonly<Record<string, string>>): ChildProcess {
  const imports = `import { appendFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createPostgresDatabase } from ${JSON.stringify(join(root, "test/support/databases.ts"))};
`;
  const tests = Object.entries(bodies).map(([name, body]) => [`${name}.test.ts`, imports + body]);
  const folder = folderWith({
    ...(Object.fromEntries(tests) as Record<string, string>),
    "vitest.config.mts": `import ours from ${JSON.stringify(join(root, "vitest.config.ts"))};
export default { ...ours, root: ${JSON.stringify(root)}, test: { ...ours.test, projects: undefined, dir: import.meta.dirname, include: ["**/*.test.ts"] } };
`,
  });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const program = join(root, "node_modules/vitest/vitest.mjs");
  return spawn(process.execPath, [program, "run", "--config", join(folder, "vitest.config.mts")], {
    cwd: root,
    env: { ...environment(), CI: "true" },
  });
}

/** Start `.ci/run` in a project whose README names the command. */
export function startCi(command: string): ChildProcess {
  const folder = folderWith({ "README.md": `<!-- test command -->\n\`\`\`sh\n${command}\n\`\`\`\n` });
  cpSync(join(root, ".ci"), join(folder, ".ci"), { recursive: true });
  const { CI: _, ...env } = environment();
  return spawn(join(folder, ".ci/run"), { env });
}

/** Wait for the end of a program. */
export function ended(child: ChildProcess): Promise<Ended> {
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (text: Buffer) => (said += String(text)));
  return new Promise((done, fail) => {
    child.on("error", fail).on("close", (code) => done({ code, said: stripVTControlCharacters(said) }));
  });
}

/** Without what vitest tells its own workers. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:VITEST|NODE_ENV|TEST$|FORCE_COLOR)/u.test(name)),
  );
}
