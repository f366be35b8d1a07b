import type { Environment } from "../project/environment.ts";
import type { OpenOptions } from "../project/open-project.ts";
import { locateConfig, readDefaultExport } from "../settings/find-config.ts";
import type { Command } from "./command.ts";
import { globalOptions, longName, type Option } from "./options.ts";

type Open = (options: OpenOptions) => Promise<Environment>;

/**
 * What may stand where the last word of a command line is being written: commands, options, what an option takes,
 * revisions, labels and names of databases. Nothing is offered where nothing is known; never fails.
 */
export async function completions(
  commands: readonly Command[],
  line: readonly string[],
  open: Open,
  folder: string,
): Promise<readonly string[]> {
  const words = line[0]?.endsWith("mig") === true ? line.slice(1) : line;
  const begun = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const command = commands.find(({ name, aliases }) =>
    before.some((word) => [name, ...aliases].includes(word)),
  );
  const options = Object.entries({ ...globalOptions, ...command?.options });
  const last = before.at(-1) ?? "";
  const taking = options.find(
    ([key, option]) => option.type !== "flag" && spellings(key, option).includes(last),
  );
  const offered =
    taking !== undefined
      ? await valuesOf(taking[1], before, open, folder)
      : begun.startsWith("-")
        ? options.flatMap(([key, option]) => spellings(key, option))
        : command === undefined
          ? commands.map(({ name }) => name)
          : await argumentsOf(command, before, open);
  return offered.filter((each) => each.startsWith(begun));
}

function spellings(key: string, { short }: Option): readonly string[] {
  return [...(key.length > 1 ? [longName(key)] : []), ...(short === null ? [] : [`-${short}`])];
}

async function valuesOf(
  { choices, value }: Option,
  before: readonly string[],
  open: Open,
  folder: string,
): Promise<readonly string[]> {
  if (choices !== null) return choices;
  if (value === "REVISION") return revisions(before, open);
  return value === "NAME" && /^(?:-n|--name)$/u.test(before.at(-1) ?? "") ? names(before, folder) : [];
}

/** The arguments of commands that are not revisions are folders, files and words of one's own. */
async function argumentsOf(
  command: Command,
  before: readonly string[],
  open: Open,
): Promise<readonly string[]> {
  const keys = Object.keys(command.arguments);
  return keys.some((key) => /^(?:revisions?|range)$/u.test(key)) ? revisions(before, open) : [];
}

async function revisions(before: readonly string[], open: Open): Promise<readonly string[]> {
  try {
    const { graph } = (await open(configOf(before))).scripts();
    return [...graph.labels.keys(), ...graph.revisions.keys(), "head", "heads", "base"];
  } catch {
    // Completion shows no errors.
    return [];
  }
}

/** The databases of a configuration with several. */
async function names(before: readonly string[], folder: string): Promise<readonly string[]> {
  try {
    const exported = await readDefaultExport(locateConfig(folder, configOf(before).config ?? null));
    const { databases = {} } = exported as { readonly databases?: object };
    return Object.keys(databases);
  } catch {
    // Completion shows no errors.
    return [];
  }
}

function configOf(before: readonly string[]): { readonly config?: string; readonly name?: string } {
  const after = (...options: readonly string[]): string | undefined =>
    before[before.findIndex((word) => options.includes(word)) + 1 || before.length];
  const [config, name] = [after("-c", "--config"), after("-n", "--name")];
  return { ...(config === undefined ? {} : { config }), ...(name === undefined ? {} : { name }) };
}
