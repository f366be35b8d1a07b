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
    const given = env[variable];
    if (given === undefined || given === "") return [];
    if (kind.read === null)
      throw badConfig({ path: source, problems: [`${variable} cannot be set by the environment`] });
    const refuse = (wanted: string): never => {
      throw badConfig({
        path: source,
        problems: [`${variable} must be ${wanted}, not ${JSON.stringify(given)}`],
      });
    };
    return [[key, kind.read(given, refuse)] as const];
  });
  return Object.fromEntries(found) as DatabaseConfig;
}

/** What is wrong with a setting: there is none of that name, or its value is of the wrong kind. */
export function problemOf(key: string, value: unknown): string[] {
  const kind = Object.hasOwn(kinds, key) ? kinds[key as keyof DatabaseConfig] : undefined;
  if (kind === undefined) return [`there is no setting \`${key}\`${nearest(key)}`];
  if (value === undefined || kind.accepts(value)) return [];
  const wanted = kind === number && typeof value === "number" ? "0 or more" : kind.wanted;
  return [`\`${key}\` must be ${wanted}, not ${shown(kind, value)}`];
}

/** A value as people know it; of what may hold a password no more than what it is. */
function shown(kind: Kind, value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "string") return JSON.stringify(value);
  const isSecret = kind === url || kind === record;
  if (typeof value !== "object" || value === null || !isSecret) return inspect(value, { depth: 1 });
  return Array.isArray(value) ? "a list" : "an object";
}

/** A kind of value that a setting takes. */
interface Kind {
  /** As people read it: `a text or a list of texts`. */
  readonly wanted: string;
  readonly accepts: (value: unknown) => boolean;
  /** The value that an environment variable gives, or what it must be instead; null: no variable can give it. */
  readonly read: ((text: string, refuse: (wanted: string) => never) => unknown) | null;
}

const isText = (value: unknown): value is string => typeof value === "string";
const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
const isCallback = (value: unknown): boolean => typeof value === "function";
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isListOf = (value: unknown, accepts: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(accepts);

const asIs = (written: string): string => written;
const split = (written: string): readonly string[] => written.split(",").map((part) => part.trim());
const yesOrNo = (written: string): boolean | null =>
  /^(?:1|true|yes|on)$/iu.test(written) ? true : /^(?:0|false|no|off)$/iu.test(written) ? false : null;

const text: Kind = { wanted: "a text", accepts: isText, read: asIs };
const texts: Kind = {
  wanted: "a text or a list of texts",
  accepts: (value) => isText(value) || isListOf(value, isText),
  read: split,
};
const name: Kind = {
  wanted: "a name such as mig_version or audit.mig_version",
  accepts: (value) => isText(value) && parseName(value) !== null,
  read: asIs,
};
const number: Kind = {
  wanted: "a number",
  accepts: (value) => typeof value === "number" && value >= 0,
  read: (written, refuse) => (Number.isFinite(Number(written)) ? Number(written) : refuse("a number")),
};
const count: Kind = {
  wanted: "a whole number of 1 or more",
  accepts: (value) => Number.isInteger(value) && Number(value) > 0,
  read: number.read,
};
const size: Kind = {
  wanted: 'a number of rows or a size such as "64 MB"',
  accepts: (value) => parseThreshold(value) !== null,
  read: asIs,
};
const boolean: Kind = {
  wanted: "true or false",
  accepts: isFlag,
  read: (written, refuse) => yesOrNo(written) ?? refuse("true or false"),
};
const url: Kind = {
  wanted: "a text or a function",
  accepts: (value) => isText(value) || isCallback(value),
  read: asIs,
};
const flagOrText: Kind = {
  wanted: "true, false or a text",
  accepts: (value) => isText(value) || isFlag(value),
  read: (written) => yesOrNo(written) ?? written,
};
const judge: Kind = {
  wanted: "true, false or a function",
  accepts: (value) => isFlag(value) || isCallback(value),
  read: boolean.read,
};
const callback: Kind = { wanted: "a function", accepts: isCallback, read: null };
const functions: Kind = {
  wanted: "a list of functions",
  accepts: (value) => isListOf(value, isCallback),
  read: null,
};
const record: Kind = { wanted: "an object", accepts: isRecord, read: null };
const any: Kind = { wanted: "", accepts: () => true, read: null };
const severities: Kind = {
  wanted: 'rules of docs/lint.md by name, each "error", "warning", "notice" or "off"',
  // That there is such a rule is seen by who needs it: every command would load all of them.
  accepts: (value) =>
    isRecord(value) &&
    Object.values(value).every((each) => ["error", "warning", "notice", "off"].includes(String(each))),
  read: null,
};
const roles: Kind = {
  wanted:
    '{ roles: true }, or { roles: { provider: "supabase" or "neon", include: [names], exclude: [names] } }',
  accepts: isEntities,
  read: null,
};
const hooks: Kind = {
  wanted: "a list of { name, command: [program, …] }",
  accepts: (value) => isListOf(value, isHook),
  read: null,
};
const differences: Kind = {
  wanted: `a list of ${leavable.map((each) => `"${each}"`).join(", ")}`,
  accepts: (value) => isListOf(value, (each) => leavable.some((known) => known === each)),
  read: split,
};

function oneOf(...words: readonly string[]): Kind {
  return {
    wanted: `one of ${words.map((each) => `"${each}"`).join(", ")}`,
    accepts: (value) => words.some((word) => word === value),
    read: asIs,
  };
}

/** Every setting with the kind of value it takes. */
const kinds: Readonly<Record<keyof DatabaseConfig, Kind>> = {
  dialect: oneOf("postgresql", "sqlite"),
  url,
  ssl: record,
  driver: text,
  client: any,
  schema: texts,
  revisions: texts,
  recursive: boolean,
  versionTable: name,
  journalTable: name,
  casing: oneOf("snake_case", "camelCase"),
  schemaFilter: texts,
  tablesFilter: texts,
  extensionsFilters: texts,
  entities: roles,
  revisionId: oneOf("random", "sequential"),
  fileTemplate: text,
  slugLength: count,
  timezone: text,
  template: text,
  postWriteHooks: hooks,
  transaction: oneOf("step", "run"),
  lockTimeout: number,
  statementLockTimeout: number,
  busyTimeout: number,
  statementTimeout: number,
  autoMigrate: boolean,
  confirmBreaking: boolean,
  confirmAbove: number,
  repair: boolean,
  onlineAbove: size,
  changedHistory: oneOf("warn", "error", "ignore"),
  lint: severities,
  journalSource: boolean,
  backup: flagOrText,
  renames: texts,
  leave: differences,
  include: callback,
  compareType: judge,
  compareServerDefault: judge,
  comparators: functions,
  rewrite: functions,
  onStep: callback,
};

function isEntities(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { roles: managed, ...rest } = value;
  if (Object.keys(rest).length > 0) return false;
  if (managed === undefined || isFlag(managed)) return true;
  if (!isRecord(managed)) return false;
  const { provider, include = [], exclude = [], ...others } = managed;
  const isProvider = provider === undefined || provider === "supabase" || provider === "neon";
  return (
    isProvider && isListOf(include, isText) && isListOf(exclude, isText) && Object.keys(others).length === 0
  );
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
