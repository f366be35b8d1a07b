import { failure, plainFailure, type Failure, type PlainFailure } from "../errors.ts";

const meant = (closest: string | null): string => (closest === null ? "" : `Did you mean ${closest}? `);

export const unknownCommand: PlainFailure<"unknown-command"> = plainFailure("unknown-command", {
  exitCode: 2,
  meaning: "The first word of the command line is not a command.",
  message: ({ name }) => `There is no command ${name}.`,
  hint: ({ closest }) => `${meant(closest)}\`mig --help\` lists the commands.`,
});

export const noCommand: PlainFailure<"no-command"> = plainFailure("no-command", {
  exitCode: 2,
  meaning: "The command line names no command.",
  message: "No command was given.",
  hint: "`mig --help` lists the commands.",
});

export const unknownOption: Failure<[option: string, command: string | null, closest: string | null]> =
  failure("unknown-option", 2, "The command has no such option.", (option, command, closest) => ({
    message: command === null ? `There is no option ${option}.` : `mig ${command} has no option ${option}.`,
    hint: `${meant(closest)}\`mig ${command === null ? "" : `${command} `}--help\` lists the options.`,
    details: { option, command, closest },
  }));

export const missingValue: PlainFailure<"missing-value"> = plainFailure("missing-value", {
  exitCode: 2,
  meaning: "An option that takes a value was given without one.",
  message: ({ option }) => `${option} needs a value.`,
  hint: ({ option, value }) =>
    `Write ${option} ${value}, or ${option}=${value} when the value begins with a minus.`,
});

export const badValue: PlainFailure<"bad-value"> = plainFailure("bad-value", {
  exitCode: 2,
  meaning: "The value of an option is of the wrong kind.",
  message: ({ option, value, expected }) =>
    `${option} takes ${expected}, not ${value === "" ? "an empty text" : value}.`,
  hint: "`mig <command> --help` shows what each option takes.",
});

export const missingArgument: PlainFailure<"missing-argument"> = plainFailure("missing-argument", {
  exitCode: 2,
  meaning: "The command needs an argument that was not given.",
  message: ({ command, argument }) => `mig ${command} needs ${argument.toUpperCase()}.`,
  hint: ({ argument, describe }) => `${argument.toUpperCase()}: ${describe}.`,
});

export const tooManyArguments: PlainFailure<"too-many-arguments"> = plainFailure("too-many-arguments", {
  exitCode: 2,
  meaning: "The command takes fewer arguments than were given.",
  message: ({ command, argument }) => `mig ${command} does not know what to do with ${argument}.`,
  hint: ({ command }) => `\`mig ${command} --help\` shows what it takes; put texts with spaces in quotes.`,
});

export const brokenOff: PlainFailure<"broken-off"> = plainFailure("broken-off", {
  exitCode: 130,
  meaning: "A prompt was cancelled by Ctrl-C, Ctrl-D or the end of the terminal; nothing was written.",
  message: "Cancelled at a prompt; nothing was written.",
  hint: "Run the command again; `--yes` confirms in advance, `--rename old:new` says in advance what was renamed.",
});
