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

/** A factory, and what it is given; of a plain one all but the cause in one object. */
interface Factory {
  readonly name: string;
  readonly isPlain: boolean;
  readonly parameters: readonly Parameter[];
}

const detailTypes = readFileSync(join(folder, "details.ts"), "utf8");

/** What stands for a parameter, by its type: the usual first, then all else that it may be. */
const samples: Readonly<Record<string, (name: string) => readonly unknown[]>> = {
  string: (name) => [`<${name}>`, "", "a.sql"],
  "readonly string[]": (name) => [
    [`<${name} 1>`, `<${name} 2>`],
    [`<${name}>`],
    [],
    Array.from({ length: 12 }, (_, at) => `${at}`),
  ],
  number: () => [3, 1, 0],
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
  SyntaxFault: () => [{ path: "a.ts", line: 2, column: 3, problem: "no brace", source: "a\nb {" }],
  FileProblem: () => [
    { path: "a.ts", line: 2, problem: "no id" },
    { path: "b.ts", line: null, problem: "no body" },
  ],
  Obstacle: () => [{ text: "<one>" }, { text: "<two>" }],
  MigError: () => [unknownRevision("x", null, []), connectionLost("<database>", null)],
  NoAnswer: () => [{ error: new Error("<thrown>") }, { error: "<thrown>" }, { answer: "yes" }, { answer: 1 }],
};

it("says in every form of each failure what golden/errors.txt has", async () => {
  const blocks: string[] = [];
  for (const file of readdirSync(folder).sort()) {
    const module = (await import(join(folder, file))) as Readonly<Record<string, Failure<unknown[]>>>;
    for (const factory of factories(readFileSync(join(folder, file), "utf8")))
      blocks.push(formsOf(factory, module[factory.name]!));
  }
  expect(blocks.length).toBeGreaterThan(150);
  await expect(blocks.join("\n")).toMatchFileSnapshot("golden/errors.txt");
});

/** The usual form of a failure, and each where one parameter is another and more changes than its text. */
function formsOf({ name, isPlain, parameters }: Factory, failure: Failure<unknown[]>): string {
  const make = (...values: readonly unknown[]): MigError =>
    isPlain
      ? failure(
          Object.fromEntries(parameters.slice(0, -1).map((each, at) => [each.name, values[at]])),
          values.at(-1),
        )
      : failure(...values);
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
      return differing.length === 0 && (value === undefined || lines.length === whole.length)
        ? []
        : [`  ${parameters[at]?.name ?? ""} = ${text(value)}`, ...differing.map((line) => `  ${line}`)];
    }),
  );
  return [`${name}: ${failure.code} ${failure.exitCode}`, ...whole, ...others, ""].join("\n");
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

/** All that stands for a type. */
function valuesOf(type: string, name: string): readonly unknown[] {
  const known = samples[type]?.(name);
  if (known !== undefined) return known;
  if (/^"[^"]*"(?: \| "[^"]*")*$/u.test(type))
    return type.split(" | ").map((word) => JSON.parse(word) as unknown);
  const [, orNull] = /^(.*) \| null$/u.exec(type) ?? [];
  if (orNull !== undefined) return [...valuesOf(orNull, name), null];
  const [, item] = /^readonly (?:\((.*)\)|.*)\[\]$/u.exec(type) ?? [];
  if (type.startsWith("readonly ") && type.endsWith("[]")) {
    const all = valuesOf(item ?? type.slice("readonly ".length, -"[]".length), name);
    return [all, all.slice(0, 1), []];
  }
  if (!type.startsWith("{")) throw new Error(`There is no sample of ${type}, of which a failure has one.`);
  const parts = partsOf(type.slice(1), ";", "}").map(
    (part) => [part.name, valuesOf(part.type, part.name)] as const,
  );
  const usual = Object.fromEntries(parts.map(([key, [first]]) => [key, first]));
  return [usual, ...parts.flatMap(([key, all]) => all.slice(1).map((value) => ({ ...usual, [key]: value })))];
}

/** The factories that a file defines, with their parameters as types say them; those of details are named. */
function factories(source: string): readonly Factory[] {
  return [...source.matchAll(/export const (\w+):\s*(?:Failure<\s*\[|PlainFailure<\s*"([a-z-]+)")/gu)].map(
    ({ index, 0: whole, 1: name = "", 2: code }) => ({
      name,
      isPlain: code !== undefined,
      parameters:
        code === undefined
          ? partsOf(source.slice(index + whole.length), ",", "]")
          : [...detailsOf(code), { name: "cause", type: "unknown", isOptional: true }],
    }),
  );
}

/** What details.ts says that a failure tells. */
function detailsOf(code: string): readonly Parameter[] {
  const key = new RegExp(`^ {2}(?:"${code}"|${code}): (?:NoDetails|\\{)`, "mu").exec(detailTypes);
  if (key === null) throw new Error(`No type says what ${code} tells.`);
  return key[0].endsWith("{") ? partsOf(detailTypes.slice(key.index + key[0].length), ";", "}") : [];
}

/** The parameters of a list up to the bracket that closes it. */
function partsOf(list: string, separator: string, close: string): readonly Parameter[] {
  const parts: string[] = [];
  let [depth, from] = [0, 0];
  for (let at = 0; depth >= 0; at += 1) {
    const char = list.charAt(at);
    if (depth === 0 && (char === separator || char === close)) {
      parts.push(list.slice(from, at).trim());
      from = at + 1;
    }
    if ("[{(".includes(char)) depth += 1;
    if ("]})".includes(char)) depth -= 1;
  }
  return parts
    .filter((part) => part !== "")
    .map((part) => {
      const [, name = "", optional = "", type = ""] =
        /^(?:readonly )?(\w+)(\??):\s*([^]*)$/u.exec(part) ?? [];
      return { name, type: type.replaceAll(/\s+/gu, " "), isOptional: optional === "?" };
    });
}
