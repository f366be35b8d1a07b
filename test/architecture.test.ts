import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const source = resolve(import.meta.dirname, "../src");

/** The rooms between what knows databases and what is a command, lowest first: a room may import those before it. */
const rooms: readonly string[] = [
  "records",
  "settings",
  "data",
  "revisions",
  "project",
  "backup",
  "run",
  "workbench",
  "compare",
  "offline",
  "import",
  "adopt",
  "squash",
  "lint",
];

const below = ["core", "dialects", "drizzle", "rendering"];

/** What each floor may import: floors below it, and packages by name. */
const floors: Record<string, { floors: string[]; packages: RegExp }> = {
  core: { floors: [], packages: /^$/ },
  dialects: { floors: ["core"], packages: /^node:/ },
  drizzle: { floors: ["core"], packages: /^(node:|drizzle-orm)/ },
  rendering: { floors: ["core"], packages: /^(node:|eta$)/ },
  ...Object.fromEntries(
    rooms.map((room, index) => [
      room,
      {
        floors: [...below, ...rooms.slice(0, index)],
        packages: /^(node:|jiti$|oxc-transform$|tinyglobby$)/,
      },
    ]),
  ),
  commands: { floors: ["core", "rendering", "dialects", ...rooms], packages: /^node:/ },
  cli: { floors: ["core", "commands", ...rooms], packages: /^(node:|yargs)/ },
  index: { floors: ["core", "commands", "dialects", "drizzle", ...rooms], packages: /^$/ },
};

/** Packages that one file alone may import. */
const soleImporter: Record<string, RegExp> = {
  postgres: /^dialects\/postgres\/driver\/open-session\.ts$/,
  rolldown: /^revisions\/write-bundle\.ts$/,
  "better-sqlite3": /^dialects\/sqlite\/driver\/better-sqlite3\.ts$/,
};

const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.replaceAll("\\", "/"))
  .sort();

function floorOf(file: string): string {
  const [first = ""] = file.split("/");
  return first.replace(/\.ts$/, "");
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(source, file), "utf8");
  const specifiers =
    /^\s*(?:import|export)\b[^;"']*?\bfrom\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)|^\s*import\s+["']([^"']+)["']/gmu;
  return [...text.matchAll(specifiers)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

function faults(file: string): string[] {
  const floor = floorOf(file);
  const allowed = floors[floor];
  if (allowed === undefined) return [`${file} is on no floor`];
  return importsOf(file).flatMap((specifier) => {
    if (!specifier.startsWith(".")) {
      const sole = soleImporter[specifier];
      if (sole !== undefined) return sole.test(file) ? [] : [`${file} imports ${specifier}`];
      return allowed.packages.test(specifier) ? [] : [`${file} imports ${specifier}`];
    }
    const target = relative(source, resolve(source, dirname(file), specifier)).replaceAll("\\", "/");
    if (!files.includes(target))
      return target === "../package.json" ? [] : [`${file} imports ${specifier}, which is not there`];
    const under = floorOf(target);
    if (floor === "dialects" && under === "dialects" && strangers(file, target))
      return [`${file} imports ${target}`];
    return under === floor || allowed.floors.includes(under) ? [] : [`${file} imports ${target}`];
  });
}

/** Dialects know the contract, never each other. */
function strangers(file: string, target: string): boolean {
  const [, from = "", fromRest] = file.split("/");
  const [, to = "", toRest] = target.split("/");
  return fromRest !== undefined && toRest !== undefined && from !== to;
}

/** What depends on the process or on chance comes from the command line, or from where an application opens a project. */
const ambient =
  /\bprocess\.(?:env|cwd)\b|\bMath\.random\b|\brandom(?:Bytes|UUID|Int|FillSync)\b|\bgetRandomValues\b|\bDate\.now\b|\bnew Date\(\)/u;
const mayBeAmbient = [
  /^cli\//u,
  /^project\/open-project\.ts$/u,
  // The drivers of the project are looked for from the folder that the process stands in.
  /^dialects\/drivers\.ts$/u,
  // It writes the text of a configuration.
  /^rendering\/config-file\.ts$/u,
];

/** What catches in a file, with all that it does then and the line before. */
function catchesOf(file: string): readonly { readonly line: number; readonly text: string }[] {
  const lines = readFileSync(join(source, file), "utf8").split("\n");
  const depthOf = (line: string): number => line.length - line.trimStart().length;
  return lines.flatMap((line, at) => {
    if (!/\bcatch (?:\(\w+\) )?\{|\.catch\(/u.test(line)) return [];
    const isOpen = /[({]$/u.test(line);
    const end = lines.findIndex(
      (later, index) => index > at && later.trim() !== "" && depthOf(later) <= depthOf(line),
    );
    const before = line.includes(".catch(") ? lines.slice(Math.max(0, at - 2), at) : [];
    return [
      { line: at + 1, text: [...before, line, ...(isOpen ? lines.slice(at + 1, end) : [])].join("\n") },
    ];
  });
}

/** Whether a catch passes on what it has caught, looks at it, or says why it means everything. */
function isMeant(text: string): boolean {
  if (text.includes("//")) return true;
  const name = /\bcatch \((\w+)\)|\.catch\((?:async )?\((\w+): unknown\)/u.exec(text);
  // A function that is handed over is judged where it stands.
  if (name === null) return /\.catch\(\w+\)/u.test(text);
  const error = name[1] ?? name[2] ?? "";
  const looks = new RegExp(
    `\\bif \\((?:[^{]*\\W)?${error}\\b|\\b${error} instanceof|\\.is\\(${error}\\)|codeOf\\(${error}\\)|\\(${error}\\b[^\\n]*\\) \\?|=> \\w+\\(${error},`,
    "u",
  );
  return looks.test(text) || text.trimEnd().endsWith(`throw ${error};`);
}

describe("the floors of the code", () => {
  it("sees the files and their imports", () => {
    expect(files.length).toBeGreaterThan(40);
    expect(files.flatMap(importsOf).length).toBeGreaterThan(100);
    for (const floor of Object.keys(floors)) expect(files.map(floorOf)).toContain(floor);
  });

  it.each(files)("%s imports only what its floor allows", (file) => {
    expect(faults(file)).toEqual([]);
  });

  it("takes no environment, folder, time or chance from the process below the command line", () => {
    const found = files.filter(
      (file) =>
        !mayBeAmbient.some((allowed) => allowed.test(file)) &&
        ambient.test(readFileSync(join(source, file), "utf8")),
    );
    expect(found).toEqual([]);
  });

  it("catches by code: whatever swallows or rewraps a failure looks at it, or says why it means all of them", () => {
    const found = files
      .filter((file) => file !== "core/thrown.ts")
      .flatMap((file) => catchesOf(file).map((each) => ({ file, ...each })));
    expect(found.length).toBeGreaterThan(100);
    expect(found.filter(({ text }) => !isMeant(text)).map(({ file, line }) => `${file}:${line}`)).toEqual([]);
  });

  it.each([
    ["} catch {\n  return null;", false],
    ["} catch (error) {\n  throw failed(error);", false],
    ["await work().catch(() => undefined);", false],
    ["} catch (error) {\n  close();\n  throw error;", true],
    ["} catch (error) {\n  if (isOurs(error)) return null;\n  throw error;", true],
    ["} catch {\n  // JSON.parse throws for the text alone.\n  return null;", true],
  ])("judges the catch %j", (text, meant) => {
    expect(isMeant(text)).toBe(meant);
  });

  it("keeps files short enough to read", () => {
    const long = files.filter((file) => readFileSync(join(source, file), "utf8").split("\n").length > 330);
    expect(long).toEqual([]);
  });
});
