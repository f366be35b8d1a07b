import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { readArguments } from "../../src/cli/read-arguments.ts";

const root = resolve(import.meta.dirname, "../..");

/** Commands with an option, as hints and pages say them: who reads one copies it. */
function said(): readonly (readonly [command: string, file: string])[] {
  const files = ["src", "docs"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(?:ts|md)$/u.test(path) && !path.startsWith("example"))
      .map((path) => join(folder, path)),
  );
  const found = new Map<string, string>();
  for (const file of [...files, "README.md"])
    for (const [, command = ""] of readFileSync(join(root, file), "utf8").matchAll(
      /`(mig [a-z][^`\n]* --?[a-z][^`\n\\]*)\\?`/gu,
    ))
      if (!/[|…;]|\$\{[^}]*$/u.test(command)) found.set(command, file);
  return [...found];
}

/** What a person would write in the place of words that stand for others. */
function written(command: string): readonly string[] {
  return command
    .replace(/^mig /u, "")
    .replaceAll(/\$\{[^}]*\}|<[^>]*>|"[^"]*"|'[^']*'/gu, "word")
    .split(" ");
}

describe("commands that hints and pages say", () => {
  it("are found at all", () => {
    expect(said().length).toBeGreaterThan(20);
  });

  it.each(said())("can be run as they stand: %s (%s)", (command) => {
    expect(() => readArguments([...written(command)], commands)).not.toThrow();
  });
});
