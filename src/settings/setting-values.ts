import { inspect } from "node:util";
import { closest } from "../core/closest.ts";
import { parseName } from "../core/schema/names.ts";
import { badConfig } from "../core/errors/files.ts";
import { parseThreshold } from "../core/table-size.ts";
import { leavable } from "../core/diff/leavable.ts";
import type { DatabaseConfig } from "./config.ts";

/** The settings that environment variables give: `MIG_` and the name of the setting in capitals. */
export function fromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  source: string,
): DatabaseConfig {
  const found = Object.entries(kinds).flatMap(([key, kind]) => {
    const variable = `MIG_${key.replaceAll(/[A-Z]/gu, (capital) => `_${capital}`).toUpperCase()}`;
    const text = env[variable];
    return text === undefined || text === "" ? [] : [[key, parse(kind, text, variable, source)] as const];
  });
  return Object.fromEntries(found) as DatabaseConfig;
}

/** What is wrong with a setting: there is none of that name, or its value is of the wrong kind. */
export function problemOf(key: string, value: unknown): string[] {
  const kind = Object.hasOwn(kinds, key) ? kinds[key as keyof DatabaseConfig] : undefined;
  if (kind === undefined) return [`there is no setting \`${key}\`${nearest(key)}`];
  if (value === undefined || accepts(kind, value)) return [];
  const allowed = choices[kind];
  const wanted =
    allowed === undefined
      ? kind === "number" && typeof value === "number"
        ? "0 or more"
        : expectation[kind]
      : `one of ${allowed.map((each) => `"${each}"`).join(", ")}`;
  return [`\`${key}\` must be ${wanted}, not ${shown(kind, value)}`];
}

/** A value as people know it; of what may hold a password no more than what it is. */
function shown(kind: Kind, value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "string") return JSON.stringify(value);
  const isSecret = kind === "url" || kind === "record";
  if (typeof value !== "object" || value === null || !isSecret) return inspect(value, { depth: 1 });
  return Array.isArray(value) ? "a list" : "an object";
}

type Kind =
  | "text"
  | "texts"
  | "name"
  | "number"
  | "count"
  | "size"
  | "boolean"
  | "dialect"
  | "casing"
  | "transaction"
  | "revisionId"
  | "changedHistory"
  | "url"
  | "switch"
  | "functions"
  | "function"
  | "judge"
  | "hooks"
  | "entities"
  | "record"
  | "lint"
  | "leave"
  | "any";

/** Every setting with the kind of value it takes. */
const kinds: Readonly<Record<keyof DatabaseConfig, Kind>> = {
  dialect: "dialect",
  url: "url",
  ssl: "record",
  driver: "text",
  client: "any",
  schema: "texts",
  revisions: "texts",
  recursive: "boolean",
  versionTable: "name",
  journalTable: "name",
  casing: "casing",
  schemaFilter: "texts",
  tablesFilter: "texts",
  extensionsFilters: "texts",
  entities: "entities",
  revisionId: "revisionId",
  fileTemplate: "text",
  slugLength: "count",
  timezone: "text",
  template: "text",
  postWriteHooks: "hooks",
  transaction: "transaction",
  lockTimeout: "number",
  statementLockTimeout: "number",
  busyTimeout: "number",
  statementTimeout: "number",
  autoMigrate: "boolean",
  confirmBreaking: "boolean",
  confirmAbove: "number",
  repair: "boolean",
  onlineAbove: "size",
  changedHistory: "changedHistory",
  lint: "lint",
  journalSource: "boolean",
  backup: "switch",
  renames: "texts",
  leave: "leave",
  include: "function",
  compareType: "judge",
  compareServerDefault: "judge",
  comparators: "functions",
  rewrite: "functions",
  onStep: "function",
};

const choices: Partial<Record<Kind, readonly string[]>> = {
  dialect: ["postgresql", "sqlite"],
  casing: ["snake_case", "camelCase"],
  transaction: ["step", "run"],
  revisionId: ["random", "sequential"],
  changedHistory: ["warn", "error", "ignore"],
};

const expectation: Readonly<Record<Kind, string>> = {
  text: "a text",
  texts: "a text or a list of texts",
  name: "a name such as mig_version or audit.mig_version",
  number: "a number",
  count: "a whole number of 1 or more",
  size: 'a number of rows or a size such as "64 MB"',
  boolean: "true or false",
  url: "a text or a function",
  switch: "true, false or a text",
  function: "a function",
  judge: "true, false or a function",
  functions: "a list of functions",
  record: "an object",
  lint: 'rules of docs/lint.md by name, each "error", "warning", "notice" or "off"',
  entities:
    '{ roles: true }, or { roles: { provider: "supabase" or "neon", include: [names], exclude: [names] } }',
  hooks: "a list of { name, command: [program, …] }",
  leave: `a list of ${leavable.map((each) => `"${each}"`).join(", ")}`,
  dialect: "",
  casing: "",
  transaction: "",
  revisionId: "",
  changedHistory: "",
  any: "",
};

function accepts(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case "text":
      return typeof value === "string";
    case "texts":
      return (
        typeof value === "string" || (Array.isArray(value) && value.every((each) => typeof each === "string"))
      );
    case "name":
      return typeof value === "string" && parseName(value) !== null;
    case "count":
      return Number.isInteger(value) && Number(value) > 0;
    case "number":
      return typeof value === "number" && value >= 0;
    case "size":
      return parseThreshold(value) !== null;
    case "boolean":
      return typeof value === "boolean";
    case "url":
      return typeof value === "string" || typeof value === "function";
    case "switch":
      return typeof value === "string" || typeof value === "boolean";
    case "function":
      return typeof value === "function";
    case "judge":
      return typeof value === "boolean" || typeof value === "function";
    case "functions":
      return Array.isArray(value) && value.every((each) => typeof each === "function");
    case "record":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "lint":
      return isLint(value);
    case "hooks":
      return Array.isArray(value) && value.every(isHook);
    case "leave":
      return Array.isArray(value) && value.every((each) => leavable.includes(each));
    case "entities":
      return isEntities(value);
    case "any":
      return true;
    default:
      return choices[kind]?.includes(value as string) ?? false;
  }
}

function isLint(value: unknown): boolean {
  return (
    accepts("record", value) &&
    Object.entries(value as object).every(
      // That there is such a rule is seen by who needs it: every command would load all of them.
      ([, severity]) => ["error", "warning", "notice", "off"].includes(String(severity)),
    )
  );
}

function isEntities(value: unknown): boolean {
  if (!accepts("record", value)) return false;
  const { roles, ...rest } = value as Readonly<Record<string, unknown>>;
  if (Object.keys(rest).length > 0) return false;
  if (roles === undefined || typeof roles === "boolean") return true;
  if (!accepts("record", roles)) return false;
  const { provider, include = [], exclude = [], ...others } = roles as Readonly<Record<string, unknown>>;
  const isList = (names: unknown): boolean => Array.isArray(names) && accepts("texts", names);
  const isProvider = provider === undefined || provider === "supabase" || provider === "neon";
  return isProvider && isList(include) && isList(exclude) && Object.keys(others).length === 0;
}

function isHook(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("command" in value) || !("name" in value))
    return false;
  return Array.isArray(value.command) && value.command.length > 0;
}

function nearest(key: string): string {
  const known = Object.keys(kinds);
  const close = known.find((each) => each.toLowerCase() === key.toLowerCase()) ?? closest(key, known);
  return close === null ? "" : `; did you mean \`${close}\`?`;
}

function parse(kind: Kind, text: string, variable: string, source: string): unknown {
  switch (kind) {
    case "texts":
    case "leave":
      return text.split(",").map((part) => part.trim());
    case "number":
    case "count": {
      const value = Number(text);
      if (!Number.isFinite(value))
        throw badConfig({
          path: source,
          problems: [`${variable} must be a number, not ${JSON.stringify(text)}`],
        });
      return value;
    }
    case "boolean":
    case "judge":
      if (/^(?:1|true|yes|on)$/iu.test(text)) return true;
      if (/^(?:0|false|no|off)$/iu.test(text)) return false;
      throw badConfig({
        path: source,
        problems: [`${variable} must be true or false, not ${JSON.stringify(text)}`],
      });
    case "switch":
      return /^(?:1|true|yes|on)$/iu.test(text) || (/^(?:0|false|no|off)$/iu.test(text) ? false : text);
    case "function":
    case "functions":
    case "hooks":
    case "entities":
    case "lint":
    case "record":
    case "any":
      throw badConfig({ path: source, problems: [`${variable} cannot be set by the environment`] });
    default:
      return text;
  }
}
