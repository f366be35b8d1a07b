import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import type { Failure, MigError } from "../../src/core/errors.ts";
import { connectionLost, statementFailed } from "../../src/core/errors/database.ts";
import { unknownRevision } from "../../src/core/errors/target.ts";

const folder = resolve(import.meta.dirname, "../../src/core/errors");

/** A parameter of a factory as its type says it: `path: string`. */
interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly isOptional: boolean;
}

const statement = { sql: "SELECT\n1", index: 1, position: 3, engineCode: "42P01", engineHint: "Look." };
const stopped = { revision: "b2", direction: "upgrade", path: "b2.ts", ran: ["a", "b"], rolledBack: true };
const fault = { path: "a.ts", line: 2, column: 3, problem: "no brace", source: "a\nb {" };

/** What stands for a parameter, by its type: the usual first, then all else that it may be. */
const samples: Readonly<Record<string, (name: string) => readonly unknown[]>> = {
  string: (name) => [`<${name}>`, "", "a.sql"],
  "string | null": (name) => [`<${name}>`, null],
  "readonly string[]": (name) => [
    [`<${name} 1>`, `<${name} 2>`],
    [`<${name}>`],
    [],
    Array.from({ length: 12 }, (_, at) => `${at}`),
  ],
  "readonly (string | null)[]": () => [["<a>", null], ["<a>"], [null], []],
  number: () => [3, 1, 0],
  "number | null": () => [3, null],
  boolean: () => [true, false],
  unknown: (name) => [
    new Error(`<${name}>`),
    "<text>",
    statementFailed("<refused>", statement, null),
    connectionLost("<database>", null),
    Object.assign(new Error("<system>"), { code: "EACCES" }),
    undefined,
  ],
  Origin: (name) => [
    { path: "schema.ts", exportName: `<${name}>` },
    { path: "schema.ts", exportName: null },
  ],
  FailedStatement: () => [statement, { ...statement, position: null, engineCode: null, engineHint: null }],
  StoppedStep: () => [stopped, { ...stopped, ran: [] }, { ...stopped, rolledBack: false }],
  "SyntaxFault | null": () => [fault, null],
  "readonly FileProblem[]": () => [
    [
      { path: "a.ts", line: 2, problem: "no id" },
      { path: "b.ts", line: null, problem: "no body" },
    ],
    [{ path: "a.ts", line: 2, problem: "no id" }],
  ],
  "readonly Obstacle[]": () => [[{ text: "<one>" }, { text: "<two>" }], [{ text: "<one>" }]],
  "readonly MigError[]": () => [
    [unknownRevision("x", null, []), connectionLost("<database>", null)],
    [unknownRevision("x", null, [])],
  ],
  NoAnswer: () => [{ error: new Error("<thrown>") }, { error: "<thrown>" }, { answer: "yes" }, { answer: 1 }],
  "{ readonly waited: number; readonly attempts: number; readonly blockers: string | null }": () => [
    { waited: 1500, attempts: 2, blockers: "<who>" },
    { waited: 1000, attempts: 1, blockers: null },
  ],
  "{ readonly rolledBack: boolean; readonly applied: readonly string[] }": () => [
    { rolledBack: true, applied: ["a", "b"] },
    { rolledBack: false, applied: [] },
  ],
};

it("says in every form of each failure what golden/errors.txt has", async () => {
  const blocks: string[] = [];
  for (const file of readdirSync(folder).sort()) {
    const module = (await import(join(folder, file))) as Readonly<Record<string, Failure<unknown[]>>>;
    for (const [name, parameters] of factories(readFileSync(join(folder, file), "utf8")))
      blocks.push(formsOf(name, module[name]!, parameters));
  }
  expect(blocks.length).toBeGreaterThan(150);
  await expect(blocks.join("\n")).toMatchFileSnapshot("golden/errors.txt");
});

/** The usual form of a failure, and each where one parameter is another and more changes than its text. */
function formsOf(name: string, make: Failure<unknown[]>, parameters: readonly Parameter[]): string {
  const choices = parameters.map(({ name: own, type, isOptional }) => [
    ...valuesOf(type, own),
    ...(isOptional ? [undefined] : []),
  ]);
  const usual = choices.map(([first]) => first);
  const whole = linesOf(make(...usual));
  const others = choices.flatMap((all, at) =>
    all.slice(1).flatMap((value) => {
      const lines = linesOf(make(...usual.map((each, index) => (index === at ? value : each))));
      const expected = whole.map((line) => inPlaceOf(line, usual[at], value));
      const differing = lines.filter((line) => !expected.includes(line));
      return differing.length === 0 && lines.length === whole.length
        ? []
        : [`  ${parameters[at]?.name ?? ""} = ${text(value)}`, ...differing.map((line) => `  ${line}`)];
    }),
  );
  return [`${name}: ${make.code} ${make.exitCode}`, ...whole, ...others, ""].join("\n");
}

/** A line as it is where nothing but the value is another. */
function inPlaceOf(line: string, usual: unknown, value: unknown): string {
  const said = (each: unknown): string =>
    Array.isArray(each) ? each.join(", ") : each instanceof Error ? each.message : String(each);
  return line.startsWith("  !") || line.startsWith("  ?")
    ? line.replaceAll(said(usual), () => said(value))
    : line.replaceAll(text(usual), () => text(value));
}

function linesOf({ message, hint, details, cause }: MigError): readonly string[] {
  return [
    ...message.split("\n").map((line) => `  ! ${line}`),
    ...(hint === "" ? [] : hint.split("\n").map((line) => `  ? ${line}`)),
    ...Object.entries(details).map(([key, value]) => `  ${key}: ${text(value)}`),
    ...(cause === undefined ? [] : [`  cause: ${text(cause)}`]),
  ];
}

function text(value: unknown): string {
  return (
    JSON.stringify(value, (_key, each: unknown) => (each instanceof Error ? each.message : each)) ?? "nothing"
  );
}

function valuesOf(type: string, name: string): readonly unknown[] {
  const words = type.split(" | ");
  if (words.every((word) => word.startsWith('"'))) return words.map((word) => JSON.parse(word) as unknown);
  const values = samples[type]?.(name);
  if (values === undefined) throw new Error(`There is no sample of ${type}, of which a failure has one.`);
  return values;
}

/** The factories that a file defines, with their parameters as the types of their tuples say them. */
function factories(source: string): readonly (readonly [name: string, parameters: readonly Parameter[]])[] {
  return [...source.matchAll(/export const (\w+):\s*Failure<\s*\[/gu)].map((match) => {
    const parts = partsOf(source.slice(match.index + match[0].length));
    return [
      match[1] ?? "",
      parts.map((part) => {
        const [, name = "", optional = "", type = ""] = /^(\w+)(\??):\s*([^]*)$/u.exec(part) ?? [];
        return { name, type: type.replaceAll(/\s+/gu, " "), isOptional: optional === "?" };
      }),
    ];
  });
}

/** The parts between the commas of a list, up to the bracket that closes it. */
function partsOf(list: string): readonly string[] {
  const parts: string[] = [];
  let [depth, from] = [0, 0];
  for (let at = 0; at < list.length; at += 1) {
    const char = list.charAt(at);
    const ends = depth === 0 && (char === "," || char === "]");
    if (ends) parts.push(list.slice(from, at).trim());
    if (ends) from = at + 1;
    if (depth === 0 && char === "]") return parts.filter((part) => part !== "");
    if ("[{(".includes(char)) depth += 1;
    if ("]})".includes(char)) depth -= 1;
  }
  return parts;
}
