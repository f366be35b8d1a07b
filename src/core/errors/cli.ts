import { failure, type Failure } from "../errors.ts";

const meant = (closest: string | null): string => (closest === null ? "" : `Did you mean ${closest}? `);

/** There is no such command. */
export const unknownCommand: Failure<[name: string, closest: string | null]> = failure(
  "unknown-command",
  2,
  "The first word of the command line is no command.",
  (name, closest) => ({
    message: `There is no command ${name}.`,
    hint: `${meant(closest)}\`mig --help\` lists the commands.`,
    details: { name, closest },
  }),
);

/** No command was given. */
export const noCommand: Failure<[]> = failure("no-command", 2, "The command line names no command.", () => ({
  message: "No command was given.",
  hint: "`mig --help` lists the commands.",
}));

/** The command has no such option. */
export const unknownOption: Failure<[option: string, command: string | null, closest: string | null]> =
  failure("unknown-option", 2, "The command has no such option.", (option, command, closest) => ({
    message: command === null ? `There is no option ${option}.` : `mig ${command} has no option ${option}.`,
    hint: `${meant(closest)}\`mig ${command === null ? "" : `${command} `}--help\` lists the options.`,
    details: { option, command, closest },
  }));

/** An option that takes a value stands without one. */
export const missingValue: Failure<[option: string, value: string]> = failure(
  "missing-value",
  2,
  "An option that takes a value was given without one.",
  (option, value) => ({
    message: `${option} needs a value.`,
    hint: `Write ${option} ${value}, or ${option}=${value} when the value begins with a minus.`,
    details: { option },
  }),
);

/** The value of an option is not of its kind. */
export const badValue: Failure<[option: string, value: string, expected: string]> = failure(
  "bad-value",
  2,
  "The value of an option is of the wrong kind.",
  (option, value, expected) => ({
    message: `${option} takes ${expected}, not ${value === "" ? "an empty text" : value}.`,
    hint: "`mig <command> --help` tells what each option takes.",
    details: { option, value, expected },
  }),
);

/** An argument is missing. */
export const missingArgument: Failure<[command: string, argument: string, describe: string]> = failure(
  "missing-argument",
  2,
  "The command needs an argument that was not given.",
  (command, argument, describe) => ({
    message: `mig ${command} needs ${argument.toUpperCase()}.`,
    hint: `${argument.toUpperCase()}: ${describe}.`,
    details: { command, argument },
  }),
);

/** There are more arguments than the command takes. */
export const tooManyArguments: Failure<[command: string, argument: string]> = failure(
  "too-many-arguments",
  2,
  "The command takes fewer arguments than were given.",
  (command, argument) => ({
    message: `mig ${command} does not know what to do with ${argument}.`,
    hint: `\`mig ${command} --help\` tells what it takes; put texts with spaces in quotes.`,
    details: { command, argument },
  }),
);

/** A question was broken off instead of being answered. */
export const brokenOff: Failure<[]> = failure(
  "broken-off",
  130,
  "A question was broken off by Ctrl-C, Ctrl-D or the end of the terminal; nothing was written.",
  () => ({
    message: "Broken off at a question; nothing was written.",
    hint: "Run the command again; `--yes` confirms beforehand, `--rename old:new` says beforehand what was renamed.",
  }),
);
