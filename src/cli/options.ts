/** How one option is written and what it takes; its long name is its key in kebab-case. */
export interface Option {
  readonly type: "flag" | "text" | "texts" | "number";
  /** The one letter it may be written with. */
  readonly short: string | null;
  readonly describe: string;
  /** What stands for the value in help and hints. */
  readonly value: string;
  readonly choices: readonly string[] | null;
}

/** What one argument of a command is. */
export interface Argument {
  readonly type: "required" | "optional" | "many";
  readonly describe: string;
}

export type Options = Readonly<Record<string, Option>>;
export type Arguments = Readonly<Record<string, Argument>>;

/** An option of one type; `choices` are the texts it may be, null for any. */
export interface OptionOf<T extends Option["type"], C extends Option["choices"] = null> extends Option {
  readonly type: T;
  readonly choices: C;
}
interface ArgumentOf<T extends Argument["type"]> extends Argument {
  readonly type: T;
}

/** What was given, by key; an option that was not given has no key. */
export type OptionValues<O extends Options> = { readonly [K in keyof O]?: ValueOf<O[K]> };

/** The arguments of a command by key. */
export type ArgumentValues<A extends Arguments> = {
  readonly [K in keyof A]: A[K]["type"] extends "many"
    ? readonly string[]
    : A[K]["type"] extends "required"
      ? string
      : string | null;
};

type ValueOf<O extends Option> = O["type"] extends "flag"
  ? boolean
  : O["type"] extends "texts"
    ? readonly string[]
    : O["type"] extends "number"
      ? number
      : O["choices"] extends readonly (infer C)[]
        ? C
        : string;

/** An option without a value. */
export function flag(describe: string, short: string | null = null): OptionOf<"flag"> {
  return { type: "flag", short, describe, value: "", choices: null };
}

/** An option with a text. */
export function text(describe: string, value: string, short: string | null = null): OptionOf<"text"> {
  return { type: "text", short, describe, value, choices: null };
}

/** An option with one of several texts. */
export function choice<const C extends readonly string[]>(describe: string, choices: C): OptionOf<"text", C> {
  return { type: "text", short: null, describe, value: choices.join("|"), choices };
}

/** An option that may be given several times. */
export function texts(describe: string, value: string, short: string | null = null): OptionOf<"texts"> {
  return { type: "texts", short, describe, value, choices: null };
}

/** An option with a number. */
export function number(describe: string, value: string, short: string | null = null): OptionOf<"number"> {
  return { type: "number", short, describe, value, choices: null };
}

/** An argument that must be there. */
export function required(describe: string): ArgumentOf<"required"> {
  return { type: "required", describe };
}

/** An argument that may be left out. */
export function optional(describe: string): ArgumentOf<"optional"> {
  return { type: "optional", describe };
}

/** One argument or more. */
export function many(describe: string): ArgumentOf<"many"> {
  return { type: "many", describe };
}

type GlobalOptions = Readonly<
  Record<"config" | "name" | "url" | "envFile", OptionOf<"text">> &
    Record<"x", OptionOf<"texts">> &
    Record<
      "yes" | "json" | "quiet" | "raiseerr" | "noEnvFile" | "noColor" | "help" | "version",
      OptionOf<"flag">
    >
>;

/** The options that every command takes. */
export const globalOptions: GlobalOptions = {
  config: text("The configuration file; found from here upwards when not given", "FILE", "c"),
  name: text("The database, of a configuration with several", "NAME", "n"),
  url: text("The url of the database, instead of the configured one", "URL"),
  envFile: text(
    "Environment variables from this file, instead of the .env nearest to the configuration",
    "FILE",
  ),
  noEnvFile: flag("Read no .env"),
  x: texts(
    "A setting of your own: MIG_X_KEY of the environment, for configuration and revisions",
    "KEY=VALUE",
    "x",
  ),
  yes: flag("Answer every confirmation with yes", "y"),
  json: flag("Print one JSON document on stdout and nothing else"),
  quiet: flag("No log and no progress on stderr; results, warnings and errors stay", "q"),
  raiseerr: flag("Show the stack of every error, with what caused it"),
  noColor: flag("No colours, not even on a terminal"),
  help: flag("Show this help", "h"),
  version: flag("Show the version of mig"),
};

/** The long name of a key: `lockTimeout` is `--lock-timeout`. */
export function longName(key: string): string {
  return `--${key.replaceAll(/[A-Z]/gu, (capital) => `-${capital.toLowerCase()}`)}`;
}
