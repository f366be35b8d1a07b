import type { ErrorCode } from "./errors/codes.ts";

/** Exit code of the command line: 1 failed, 2 wrong usage, 3 a check found something, 130 broken off at a question. */
export type ExitCode = 1 | 2 | 3 | 130;

/** What a factory says about one failure. */
export interface FailureText {
  readonly message: string;
  readonly hint: string;
  /** Data for programs: ids, paths, names. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The error underneath, kept as `cause`. */
  readonly cause?: unknown;
}

/** Every failure that is not a bug of ours: one message, a hint, a stable code. */
export class MigError extends Error {
  readonly code: ErrorCode;
  readonly exitCode: ExitCode;
  readonly hint: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, exitCode: ExitCode, text: FailureText) {
    super(text.message, text.cause === undefined ? undefined : { cause: text.cause });
    this.name = "MigError";
    this.code = code;
    this.exitCode = exitCode;
    this.hint = text.hint;
    this.details = text.details ?? {};
  }
}

/** A factory of one kind of failure; `code` and `meaning` are what docs/errors.md is written from. */
export interface Failure<A extends readonly unknown[]> {
  (...args: A): MigError;
  readonly code: ErrorCode;
  readonly exitCode: ExitCode;
  readonly meaning: string;
  /** Whether this is what was thrown. */
  is(thrown: unknown): thrown is MigError;
}

/** Define a failure: its stable kebab-case code, its exit code, one sentence for the docs, and its text. */
export function failure<A extends readonly unknown[]>(
  code: ErrorCode,
  exitCode: ExitCode,
  meaning: string,
  text: (...args: A) => FailureText,
): Failure<A> {
  const factory = (...args: A): MigError => new MigError(code, exitCode, text(...args));
  const is = (thrown: unknown): thrown is MigError => thrown instanceof MigError && thrown.code === code;
  return Object.assign(factory, { code, exitCode, meaning, is });
}
