import { visibleIn } from "../core/visible.ts";
import type { DatabaseConfig } from "../settings/config.ts";
import type { Environment } from "../project/environment.ts";
import type { Style } from "./colour.ts";
import type { Arguments, ArgumentValues, Options, OptionValues } from "./options.ts";

/** What the command line gives to a command in addition to its arguments. */
export interface Session {
  /** The project, opened with what the global options say. */
  readonly open: (options?: OpenedWith) => Promise<Environment>;
  /** The current folder. */
  readonly folder: string;
  /** What --url says, or null. */
  readonly url: string | null;
}

/** What a command's own options say about how the project is opened. */
export interface OpenedWith {
  /** Settings that win over the configuration. */
  readonly overrides?: DatabaseConfig;
  /** Environment variables for the configuration and the revisions. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** What a command came to. */
export interface Answer {
  /** The JSON document. */
  readonly result: object;
  /** The same for people. */
  readonly print: (style: Style, options: { readonly onTerminal: boolean }) => Promise<string>;
  readonly exitCode: 0 | 3;
}

/** A command of the command line. */
export interface Command {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly describe: string;
  readonly options: Options;
  readonly arguments: Arguments;
  readonly run: (session: Session, values: Readonly<Record<string, unknown>>) => Promise<Answer>;
}

/** A line of the table of commands, in which options, arguments, result and printer know each other's types. */
interface Line<R extends object, O extends Options, A extends Arguments> {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly describe: string;
  readonly options?: O;
  readonly arguments?: A;
  readonly run: (session: Session, values: OptionValues<O> & ArgumentValues<A>) => Promise<R>;
  readonly print: (result: R, style: Style, values: OptionValues<O> & ArgumentValues<A>) => Promise<string>;
  /** Whether the result is a finding, which ends with exit code 3. */
  readonly found?: (result: R) => boolean;
}

/** A command from its line. */
export function command<R extends object, O extends Options, A extends Arguments>(
  line: Line<R, O, A>,
): Command {
  const { name, aliases = [], describe } = line;
  return {
    name,
    aliases,
    describe,
    options: line.options ?? {},
    arguments: line.arguments ?? {},
    async run(session, given) {
      // The reader fills in exactly what the options and arguments of this line declare.
      const values = given as OptionValues<O> & ArgumentValues<A>;
      const result = await line.run(session, values);
      return {
        result,
        // In a pipe the text may be a script, which must be as it is.
        print: (style, { onTerminal }) => line.print(onTerminal ? visibleIn(result) : result, style, values),
        exitCode: line.found?.(result) === true ? 3 : 0,
      };
    },
  };
}
