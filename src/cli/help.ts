import yargs, { type Argv } from "yargs";
import type { Command } from "./command.ts";
import { globalOptions, longName, type Option, type Options } from "./options.ts";

/** The help of a command, or of all. */
export async function helpText(
  commands: readonly Command[],
  command: Command | null,
  columns: number,
): Promise<string> {
  return output(build(commands, columns), command === null ? ["--help"] : [command.name, "--help"]);
}

/** The script that teaches a shell to complete `mig`. */
export async function completionScript(): Promise<string> {
  return output(build([], 80).completion("completion"), ["completion"]);
}

function output(parser: Argv, argv: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    void parser.parse([...argv], (error: Error | null | undefined, _values: unknown, text: string) => {
      if (error) reject(error);
      // The types are shown by the placeholder of a value, and would run into the text at 80 columns.
      else resolve(`${text.replaceAll(/\n? *\[(?:boolean|string)\]$/gmu, "")}\n`);
    });
  });
}

const everywhere = "Everywhere:";

/** The table of commands as yargs knows it: it writes help and completions, and reads nothing else. */
function build(commands: readonly Command[], columns: number): Argv {
  const parser = yargs([])
    .scriptName("mig")
    .usage("mig <command>: Alembic's revision graph for Drizzle ORM")
    .parserConfiguration({ "camel-case-expansion": false })
    .help(false)
    .version(false)
    .exitProcess(false)
    .wrap(Math.min(110, columns));
  addOptions(parser, globalOptions, everywhere);
  for (const command of commands) {
    const words = Object.entries(command.arguments).map(([key, { type }]) => placeholder(key, type));
    parser.command(
      [[command.name, ...words].join(" "), ...command.aliases],
      command.describe,
      (own) => {
        for (const [key, { describe }] of Object.entries(command.arguments))
          own.positional(key, { describe });
        addOptions(own, command.options, "Options:");
        return own;
      },
      () => undefined,
    );
  }
  return parser.help("help", globalOptions.help.describe).alias("help", "h").group("help", everywhere);
}

function placeholder(key: string, type: "required" | "optional" | "many"): string {
  if (type === "optional") return `[${key}]`;
  return type === "many" ? `<${key}..>` : `<${key}>`;
}

function addOptions(parser: Argv, options: Options, group: string): void {
  for (const [key, option] of Object.entries(options)) {
    if (key !== "help") parser.option(longName(key).slice(2), { ...described(key, option), group });
  }
}

function described(key: string, option: Option): object {
  return {
    describe:
      option.value === "" || option.choices !== null
        ? option.describe
        : `${option.describe} [${option.value}]`,
    type: option.type === "flag" ? "boolean" : "string",
    ...(option.short === null || option.short === key ? {} : { alias: option.short }),
    ...(option.choices === null ? {} : { choices: option.choices }),
  };
}
