import { MigError } from "../core/errors.ts";
import { excerptOf, placeOf } from "../core/errors/context.ts";
import { runningLine } from "../core/running-line.ts";
import { messageOf } from "../core/thrown.ts";
import { applicationDatabase } from "../settings/application-database.ts";
import type { Bundle } from "../revisions/bundle.ts";
import type { Config } from "../settings/config.ts";
import type { Event, Report } from "../settings/events.ts";
import { openProject } from "../project/open-project.ts";
import { waitingFor } from "../project/wait-for-database.ts";
import type { MigrateResult } from "./migrate-to.ts";
import { upgrade } from "./upgrade.ts";

/**
 * What an application says when it starts: a configuration, or the settings themselves, and which
 * revisions. Settings that stand here win over those of `config`.
 */
export interface StartOptions extends Config {
  /** A configuration or the path of its file; found from `folder` upwards when nothing says which database. */
  readonly config?: string | Config;
  /** The application's own Drizzle database; it stays open. */
  readonly db?: unknown;
  /** The value that a file of `mig bundle` exports, instead of a folder of revisions. */
  readonly bundle?: Bundle;
  /** The named database of a configuration with several. */
  readonly name?: string;
  /** Where to; `heads` by default. */
  readonly target?: string;
  /** Find first where a database stands that nobody stamped, see `mig adopt`. */
  readonly adopt?: boolean;
  /** Take over this table of another tool first, once, see `mig import table`. */
  readonly importTable?: string;
  /** What relative paths start from; the working directory by default. */
  readonly folder?: string;
  /** Gets progress messages; `console` will do. Without one nothing is logged. */
  readonly logger?: Logger;
  /** Milliseconds to wait for a database that is not up yet; 30 seconds by default. */
  readonly wait?: number;
  /** Environment variables; those of the process by default. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Aborted: stop at the next place from which the next start can go on. */
  readonly signal?: AbortSignal;
}

/** Where a start tells what goes on. */
export interface Logger {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

export interface StartResult extends MigrateResult {
  /** True when `autoMigrate` is off, so that nothing was looked at. */
  readonly skipped: boolean;
}

/**
 * Bring the database to head as part of an application's start. Any number of instances may do so at once:
 * one runs the steps, the others wait for it and find nothing left. Asks nobody, ends no process: what
 * cannot be done is thrown.
 */
export async function migrate(options: StartOptions = {}): Promise<StartResult> {
  const {
    config,
    db,
    bundle,
    signal,
    name,
    target = "heads",
    folder,
    logger,
    wait = 30_000,
    env,
    adopt,
    importTable,
    ...own
  } = options;
  const settings: Config = db === undefined ? own : { ...own, ...applicationDatabase(db) };
  const isWhole =
    config === undefined &&
    [settings.url, settings.client, settings.databases].some((each) => each !== undefined);
  const opened = await openProject({
    ...(isWhole
      ? { config: settings }
      : config === undefined
        ? { overrides: settings }
        : { config, overrides: settings }),
    ...(bundle === undefined ? {} : { bundle }),
    ...(name === undefined ? {} : { name }),
    ...(folder === undefined ? {} : { folder }),
    ...(env === undefined ? {} : { env }),
    ...(signal === undefined ? {} : { signal }),
    ...(logger === undefined ? {} : { report: reportTo(logger) }),
  });
  if (!opened.settings.autoMigrate) {
    const by = opened.env["MIG_AUTO_MIGRATE"] === undefined ? "" : " (MIG_AUTO_MIGRATE)";
    const note = `Migrations are skipped: autoMigrate is off${by}.`;
    logger?.info(note);
    return { from: [], to: [], dryRun: false, steps: [], note, skipped: true };
  }
  try {
    const result = await upgrade(waitingFor(opened, wait), {
      target,
      ...(adopt === undefined ? {} : { adopt }),
      ...(importTable === undefined ? {} : { importTable }),
    });
    logger?.info(
      result.steps.length === 0
        ? `Nothing to migrate. ${result.note ?? ""}`.trim()
        : `Migrated to ${result.to.join(", ")}.`,
    );
    return { ...result, skipped: false };
  } catch (error) {
    // An application gets all of it.
    const told = forApplication(error);
    logger?.error(described(told));
    throw told;
  }
}

/** A failure whose message holds what the command line prints with it: the file and the statement. */
function forApplication(error: unknown): unknown {
  if (!(error instanceof MigError)) return error;
  const { code, exitCode, details, cause, message } = error;
  const { hintForApplications: hint } = details;
  const [place, excerpt] = [placeOf(error), excerptOf(error)];
  const lines = [
    message,
    ...(place === null || message.includes(place) ? [] : [`  at ${place}`]),
    ...(excerpt?.lines ?? []).flatMap(({ text, caret }) => [
      `  | ${text}`,
      ...(caret === null ? [] : [`  | ${" ".repeat(caret)}^`]),
    ]),
    ...(excerpt === null || excerpt.more === 0 ? [] : [`  | … ${excerpt.more} more lines`]),
  ];
  return new MigError(code, exitCode, {
    message: lines.join("\n"),
    hint: typeof hint === "string" ? hint : error.hint,
    details,
    ...(cause === undefined ? {} : { cause }),
  });
}

function described(error: unknown): string {
  if (!(error instanceof MigError)) return messageOf(error);
  return `${error.message}${error.hint === "" ? "" : `\nHint: ${error.hint}`}`;
}

function reportTo(logger: Logger): Report {
  return (event: Event) => {
    if (event.kind === "waiting")
      logger.info(`Waiting for another runner${event.holder === null ? "" : ` (${event.holder})`}.`);
    if (event.kind === "step-started") logger.info(runningLine(event));
    if (event.kind === "progress")
      logger.info(`${event.label}: ${event.done}${event.total === null ? "" : ` of ${event.total}`}`);
    if (event.kind === "notice") logger[event.level === "warning" ? "warn" : "info"](event.text);
  };
}
