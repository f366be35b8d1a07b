import { MigError } from "../core/errors.ts";
import { fileRefused } from "../core/errors/files.ts";
import type { OpenOptions } from "../project/open-project.ts";
import type { Environment } from "../project/environment.ts";
import { createStyle, wantsColour, type Style } from "./colour.ts";
import type { OpenedWith, Session } from "./command.ts";
import { commands } from "./commands.ts";
import type { Terminal } from "./prompt.ts";
import { readArguments } from "./read-arguments.ts";

/** What the process gives to the command line. */
export interface Process {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** Changed by -x and --tag, since configurations and revisions read it. */
  readonly env: Record<string, string | undefined>;
  readonly cwd: () => string;
  /** What tells of signals to the process. */
  readonly signals?: Pick<NodeJS.EventEmitter, "once" | "off">;
}

export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

type Globals = ReturnType<typeof readArguments>["globals"];

/** How a run is asked to stop. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Called when a run has begun; before that an interrupt ends the process as usual. */
  readonly arm: () => void;
}

/**
 * Run one command line; returns the exit code. Nothing else of the project prints or reads a terminal. When
 * interrupted, a run stops at the next place from which it can go on later.
 */
export async function run(argv: readonly string[], host: Process, interrupt?: Interrupt): Promise<number> {
  // Even a command line that cannot be read is answered in the form it asks for.
  let wantsJson = argv.includes("--json");
  try {
    if (argv[0] === "--get-yargs-completions") {
      const { completions } = await import("./complete.ts");
      const found = await completions(
        commands,
        argv.slice(2),
        (options) => projectFor(options, host),
        host.cwd(),
      );
      host.stdout.write(found.map((each) => `${each}\n`).join(""));
      return 0;
    }
    const { command, globals, values } = readArguments(argv, commands);
    wantsJson = globals.json === true;
    if (globals.help === true || command === null) {
      host.stdout.write(await answerWithoutCommand(globals, command, host));
      return 0;
    }
    const answer = await command.run(createSession(globals, host, interrupt), values);
    const text = wantsJson
      ? toJson(answer.result)
      : await answer.print(styleFor(host.stdout, globals, host), { onTerminal: host.stdout.isTTY === true });
    host.stdout.write(text);
    return answer.exitCode;
  } catch (error) {
    // All that goes wrong is printed there, and what is a fault of ours is told from the rest.
    return await fail(error, wantsJson, argv, host);
  }
}

async function answerWithoutCommand(
  globals: Globals,
  command: (typeof commands)[number] | null,
  host: Process,
): Promise<string> {
  if (globals.help === true) {
    return (await import("./help.ts")).helpText(commands, command, host.stdout.columns ?? 100);
  }
  const version = (await import("../project/open-project.ts")).packageVersion();
  return globals.json === true ? toJson({ version }) : `${version}\n`;
}

function createSession(globals: Globals, host: Process, interrupt: Interrupt | undefined): Session {
  return {
    folder: host.cwd(),
    url: globals.url ?? null,
    async open(options = {}): Promise<Environment> {
      for (const [name, value] of variables(globals, options)) host.env[name] = value;
      const { openProject } = await import("../project/open-project.ts");
      const opened = await openOptions(globals, options, host);
      return openProject(interrupt === undefined ? opened : interruptible(opened, interrupt));
    },
  };
}

/** The project as it is looked at for completions: nothing is reported, and nobody is asked. */
async function projectFor(options: OpenOptions, { env, cwd }: Process): Promise<Environment> {
  const { openProject } = await import("../project/open-project.ts");
  return openProject({ ...options, folder: cwd(), env, envFile: true });
}

function interruptible(options: OpenOptions, { signal, arm }: Interrupt): OpenOptions {
  const { report } = options;
  const text =
    "Stopping after this batch or step, from where the run can go on later. Once more aborts at once.";
  signal.addEventListener("abort", () => report?.({ kind: "notice", level: "info", text }), { once: true });
  return {
    ...options,
    signal,
    report(event) {
      if (event.kind === "step-started") arm();
      report?.(event);
    },
  };
}

async function openOptions(globals: Globals, { overrides }: OpenedWith, host: Process): Promise<OpenOptions> {
  const { createProgress } = await import("./progress.ts");
  const isTerminal = host.stderr.isTTY === true;
  const canAsk = isTerminal && host.stdin.isTTY === true && globals.json !== true;
  const terminal: Terminal = {
    input: host.stdin,
    output: host.stderr,
    ...(host.signals === undefined ? {} : { signals: host.signals }),
  };
  const ask = async (question: string): Promise<boolean> =>
    (await import("./prompt.ts")).confirm(terminal, question);
  return {
    folder: host.cwd(),
    env: host.env,
    ...(globals.config === undefined ? {} : { config: globals.config }),
    ...(globals.name === undefined ? {} : { name: globals.name }),
    envFile: globals.noEnvFile !== true && (globals.envFile ?? true),
    overrides: {
      ...(globals.url === undefined ? {} : { url: globals.url }),
      // Also for what is only known when it runs, and is asked of nobody then.
      ...(globals.yes === true ? { confirmBreaking: true } : {}),
      ...overrides,
    },
    report: createProgress({
      write: (text) => void host.stderr.write(text),
      isTerminal,
      quiet: globals.quiet === true,
      style: styleFor(host.stderr, globals, host),
      now: () => performance.now(),
    }),
    confirm: globals.yes === true ? async () => true : canAsk ? ask : null,
    choose: canAsk
      ? async (question, answers) => (await import("./prompt.ts")).choose(terminal, question, answers)
      : null,
  };
}

/** `-x tenant=a` is MIG_X_TENANT=a. */
function variables(
  globals: Globals,
  options: OpenedWith,
): readonly (readonly [name: string, value: string])[] {
  const own = (globals.x ?? []).map((pair) => {
    const at = pair.indexOf("=");
    const [key, value] = at === -1 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
    return [`MIG_X_${key.replaceAll(/\W/gu, "_").toUpperCase()}`, value] as const;
  });
  return [...own, ...Object.entries(options.variables ?? {})];
}

async function fail(
  thrown: unknown,
  wantsJson: boolean,
  argv: readonly string[],
  host: Process,
): Promise<number> {
  const error = systemFailure(thrown) ?? thrown;
  const { errorDocument, printError } = await import("./print/error.ts");
  const isKnown = error instanceof MigError;
  if (wantsJson) host.stdout.write(toJson(errorDocument(error)));
  if (!wantsJson || !isKnown) {
    const style = styleFor(host.stderr, { noColor: argv.includes("--no-color") }, host);
    host.stderr.write(printError(error, style, { withStack: argv.includes("--raiseerr") }));
  }
  return isKnown ? error.exitCode : 1;
}

/** What the operating system refused is no fault of ours, wherever it was met. */
function systemFailure(error: unknown): MigError | null {
  if (!(error instanceof Error) || !("syscall" in error) || error instanceof MigError) return null;
  const { path, code, syscall } = error as NodeJS.ErrnoException;
  // A write to a file that is open names none.
  const file = path ?? (syscall === "write" ? "A file" : undefined);
  return file === undefined || code === undefined ? null : fileRefused(file, code, error);
}

function styleFor(
  stream: Output,
  { noColor = false }: { readonly noColor?: boolean },
  { env }: Process,
): Style {
  return createStyle(wantsColour(env, { isTerminal: stream.isTTY === true, noColor }));
}

/** One document; what JSON has no word for is written as text. */
function toJson(result: object): string {
  return `${JSON.stringify(result, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value), 2)}\n`;
}
