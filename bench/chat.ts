import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { interleave, ratios, type Contender } from "./measure.ts";
import { mig, removeDatabase, root, type Scenario } from "./scenario.ts";

const many = 100_000;
const few = 10_000;
/** Else most of what a process holds is what nobody has yet had a reason to collect. */
const smallHeap = { NODE_OPTIONS: "--max-old-space-size=24 --max-semi-space-size=1" };
/** The step that imports the messages, and the one before it. */
const [imported, empty] = ["5e6f7a8b9c0d", "9e8d7c6b5a40"];

/** The chat of docs/example-chat: a hundred thousand messages, each a file, into a table and back. */
export const chat: Scenario = {
  name: "chat messages from files and back",
  async run({ folder, rounds }) {
    const [large, small] = [join(folder, "large"), join(folder, "small")];
    writeChat(large, many);
    writeChat(small, few);
    const timed: Contender = {
      name: `import of ${many} files`,
      command: mig("upgrade", imported, "--quiet"),
      folder: large,
      before: () => removeDatabase(large, "chat.db"),
    };
    const up = (count: number, project: string): Contender => ({
      name: `import of ${count} files in a small heap`,
      command: mig("upgrade", imported, "--quiet"),
      folder: project,
      memory: true,
      env: smallHeap,
      before: () => removeDatabase(project, "chat.db"),
    });
    const down = (count: number, project: string): Contender => ({
      name: `export of ${count} files in a small heap`,
      command: mig("downgrade", empty, "--yes", "--quiet"),
      folder: project,
      memory: true,
      env: smallHeap,
      before: () => rmSync(join(project, "data/messages"), { recursive: true }),
    });
    const baseline: Contender = {
      name: "better-sqlite3 alone",
      command: [process.execPath, join(import.meta.dirname, "baseline-files.mjs"), "driver.db", "data"],
      folder: large,
      before: () => removeDatabase(large, "driver.db"),
    };
    const [manyUp, manyDown] = [up(many, large), down(many, large)];
    const [fewUp, fewDown] = [up(few, small), down(few, small)];
    // What an import needs, the export before it has written.
    const measured = await interleave(
      [baseline, timed, fewUp, manyUp, fewDown, manyDown],
      Math.max(1, Math.floor(rounds / 5)),
    );
    return [
      ...ratios(measured, timed.name, { [baseline.name]: 1.2 }),
      ...ratios(measured, manyUp.name, { [fewUp.name]: 1.2 }, "megabytes"),
      ...ratios(measured, manyDown.name, { [fewDown.name]: 1.2 }, "megabytes"),
    ];
  },
};

function writeChat(folder: string, count: number): void {
  cpSync(join(root, "docs/example-chat"), folder, { recursive: true });
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/drizzle-mig"), "dir");
  for (const name of ["better-sqlite3", "drizzle-orm"])
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name), "dir");
  const threads = count / 100;
  for (let index = 0; index < threads; index += 1)
    write(join(folder, `data/threads/thread_${index}.json`), {
      id: `thread_${index}`,
      object: "thread",
      name: `No. ${index}`,
      created_at: index,
    });
  for (let index = 0; index < count; index += 1)
    write(join(folder, `data/messages/thread_${index % threads}/msg_${index}.json`), {
      id: `msg_${index}`,
      thread_id: `thread_${index % threads}`,
      assistant_id: null,
      role: index % 2 === 0 ? "user" : "assistant",
      content: [{ type: "text", text: `Message ${index} says this and that. `.repeat(5), annotations: [] }],
      created_at: 1_750_000_000 + index,
    });
}

function write(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(value));
}
