import {
  badValue,
  missingArgument,
  missingValue,
  noCommand,
  tooManyArguments,
  unknownCommand,
  unknownOption,
} from "../core/errors/cli.ts";
import { closest } from "../core/closest.ts";
import {
  globalOptions,
  longName,
  type Arguments,
  type Option,
  type Options,
  type OptionValues,
} from "./options.ts";

/** What of a command is needed to read its arguments. */
export interface Readable {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly options: Options;
  readonly arguments: Arguments;
}

/** A command line that was understood. */
export interface Reading<C extends Readable> {
  /** null only where help or the version is asked for. */
  readonly command: C | null;
  readonly globals: OptionValues<typeof globalOptions>;
  /** By key: what the command's own options and arguments hold. */
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Read a command line. Options stand before or after the command; what begins with a minus and a digit is an
 * argument (`downgrade -1`), or the value of the option before it (`-r -3:current`).
 */
export function readArguments<C extends Readable>(
  argv: readonly string[],
  commands: readonly C[],
): Reading<C> {
  const all = [globalOptions, ...commands.map((command) => command.options)];
  const asksOnly = argv.some((token) => ["--help", "-h", "--version"].includes(token));
  const word = scan(argv, () => all, { command: null, firstWordOnly: true }).words[0];
  const command = word === undefined ? null : find(word.text, commands);
  if (command === null && !asksOnly) throw noCommand();
  const own = command?.options ?? {};
  const at = word?.index ?? argv.length;
  // A letter may mean something of its own to a command; before the command it cannot.
  const { given, words } = scan(argv, (index) => (index < at ? [globalOptions, own] : [own, globalOptions]), {
    command: command?.name ?? null,
    firstWordOnly: false,
  });
  const globals: Record<string, unknown> = {};
  const values: Record<string, unknown> = {};
  for (const { option, key, value } of given) {
    const target = own[key] === option ? values : globals;
    target[key] = option.type === "texts" ? [...((target[key] as string[] | undefined) ?? []), value] : value;
  }
  const rest = words.slice(1).map((each) => each.text);
  if (command !== null && !asksOnly) Object.assign(values, readPositions(command, rest));
  return { command, globals, values };
}

interface Given {
  readonly key: string;
  readonly option: Option;
  readonly value: boolean | string | number;
}
interface Word {
  readonly text: string;
  readonly index: number;
}

function scan(
  argv: readonly string[],
  tablesAt: (index: number) => readonly Options[],
  { command, firstWordOnly }: { readonly command: string | null; readonly firstWordOnly: boolean },
): { given: Given[]; words: Word[] } {
  const given: Given[] = [];
  const words: Word[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const token = argv[index] ?? "";
    if (token === "--") {
      words.push(...argv.slice(index + 1).map((text, after) => ({ text, index: index + 1 + after })));
      break;
    }
    if (!looksLikeOption(token)) {
      words.push({ text: token, index });
      if (firstWordOnly) break;
      continue;
    }
    const tables = tablesAt(index);
    for (const [written, glued] of parts(token, tables)) {
      const found = lookUp(written, tables);
      if (found === null) throw unknownOption(written, command, closest(written, namesOf(tables)));
      const [key, option] = found;
      if (option.type === "flag") {
        if (glued !== null && !/^(?:true|false)$/u.test(glued))
          throw badValue({ option: written, value: glued, expected: "no value" });
        if (glued !== "false") given.push({ key, option, value: true });
        continue;
      }
      let value = glued;
      if (value === null) {
        value = argv[index + 1] ?? null;
        if (value === null || value === "--" || looksLikeOption(value))
          throw missingValue({ option: written, value: option.value });
        index += 1;
      }
      given.push({ key, option, value: typed(written, option, value) });
    }
  }
  return { given, words };
}

/** A text that only begins with minuses, as a message may, is none. */
function looksLikeOption(token: string): boolean {
  return /^-[A-Za-z]|^--[A-Za-z][\w-]*(?:=|$)/u.test(token);
}

/** The options of one token, with the value that is glued to them: `--a=b`, `-ab`, `-mtext`. */
function parts(
  token: string,
  tables: readonly Options[],
): readonly (readonly [written: string, glued: string | null])[] {
  if (token.startsWith("--")) {
    const at = token.indexOf("=");
    return [at === -1 ? [token, null] : [token.slice(0, at), token.slice(at + 1)]];
  }
  const written = token.slice(0, 2);
  const rest = token.slice(2);
  if (rest === "") return [[written, null]];
  const takesValue = (lookUp(written, tables)?.[1].type ?? "text") !== "flag";
  if (takesValue) return [[written, rest.replace(/^=/u, "")]];
  return [[written, null], ...parts(`-${rest}`, tables)];
}

function lookUp(written: string, tables: readonly Options[]): readonly [key: string, option: Option] | null {
  for (const table of tables) {
    for (const [key, option] of Object.entries(table)) {
      if (written === longName(key) || (option.short !== null && written === `-${option.short}`))
        return [key, option];
    }
  }
  return null;
}

function namesOf(tables: readonly Options[]): readonly string[] {
  return tables.flatMap((table) => Object.keys(table).map(longName));
}

function typed(written: string, option: Option, value: string): string | number {
  if (option.choices !== null && !option.choices.includes(value)) {
    throw badValue({ option: written, value, expected: `one of ${option.choices.join(", ")}` });
  }
  if (option.type !== "number") return value;
  if (!/^\d+(?:\.\d+)?$/u.test(value)) throw badValue({ option: written, value, expected: "a number" });
  return Number(value);
}

function find<C extends Readable>(name: string, commands: readonly C[]): C {
  const found = commands.find((command) => command.name === name || command.aliases.includes(name));
  const names = commands.flatMap((command) => [command.name, ...command.aliases]);
  if (found === undefined) throw unknownCommand({ name, closest: closest(name, names) });
  return found;
}

function readPositions(command: Readable, words: readonly string[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  let rest = words;
  for (const [key, { type, describe }] of Object.entries(command.arguments)) {
    if (rest.length === 0 && type !== "optional")
      throw missingArgument({ command: command.name, argument: key, describe });
    values[key] = type === "many" ? rest : (rest[0] ?? null);
    rest = type === "many" ? [] : rest.slice(1);
  }
  if (rest[0] !== undefined) throw tooManyArguments({ command: command.name, argument: rest[0] });
  return values;
}
