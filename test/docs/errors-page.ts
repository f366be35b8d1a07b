import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Failure } from "../../src/core/errors.ts";

const folder = resolve(import.meta.dirname, "../../src/core/errors");

/** Every factory of a failure in the code, by code. */
export async function allFailures(): Promise<readonly Failure<never>[]> {
  const found: Failure<never>[] = [];
  for (const file of readdirSync(folder).sort()) {
    const module = (await import(join(folder, file))) as Readonly<Record<string, unknown>>;
    for (const value of Object.values(module)) if (isFailure(value)) found.push(value);
  }
  return found.sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** docs/errors.md, written from the code. */
export async function errorsPage(): Promise<string> {
  const failures = await allFailures();
  const rows = failures.map(
    ({ code, exitCode, meaning }) => `| \`${code}\` | ${exitCode} | ${meaning.replaceAll("|", "\\|")} |`,
  );
  return `# Errors

An error of \`mig\` is one message and a hint; with \`--json\` it is \`{"error":{"code","message","hint"}}\` on stdout.
The code is stable: scripts may rely on it. Exit codes: 1 failed, 2 wrong usage, 3 a check found something,
130 broken off at a question.

This page is written from \`src/core/errors/\`; \`npx vitest run test/docs -u\` writes it again.

| code | exit | meaning |
| --- | --- | --- |
${rows.join("\n")}
`;
}

/** The codes that src/core/errors/details.ts has a type for. */
export function typedCodes(): readonly string[] {
  const source = readFileSync(join(folder, "details.ts"), "utf8");
  return [...source.matchAll(/^ {2}"?([a-z]+(?:-[a-z]+)*)"?: /gmu)].map((match) => match[1] ?? "").sort();
}

function isFailure(value: unknown): value is Failure<never> {
  return typeof value === "function" && "code" in value && "meaning" in value;
}
