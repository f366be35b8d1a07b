import type { ErrorCode, ErrorDetails, NoDetails } from "./errors/details.ts";

/** Exit code of the command line: 1 failed, 2 wrong usage, 3 a check found something, 130 broken off at a question. */
export type ExitCode = 1 | 2 | 3 | 130;

/** What a failure tells programs; of one whose code is not known, whatever it tells. */
export type DetailsOf<C extends ErrorCode> = ErrorCode extends C
  ? Readonly<Record<string, unknown>>
  : Readonly<ErrorDetails[C]>;

/** What a factory says about one failure. */
export interface FailureText<C extends ErrorCode = ErrorCode> {
  readonly message: string;
  readonly hint: string;
  /** Data for programs: ids, paths, names. */
  readonly details?: DetailsOf<C>;
  /** The error underneath, kept as `cause`. */
  readonly cause?: unknown;
}

/** Every failure that is not a bug of ours: one message, a hint, a stable code. */
export class MigError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly exitCode: ExitCode;
  readonly hint: string;
  readonly details: DetailsOf<C>;

  /** Whether something that was thrown is a failure of this code; its details are typed then. */
  static is<K extends ErrorCode>(thrown: unknown, code: K): thrown is MigError<K> {
    return thrown instanceof MigError && thrown.code === code;
  }

  constructor(code: C, exitCode: ExitCode, text: FailureText<C>) {
    super(text.message, text.cause === undefined ? undefined : { cause: text.cause });
    this.name = "MigError";
    this.code = code;
    this.exitCode = exitCode;
    this.hint = text.hint;
    this.details = text.details ?? ({} as DetailsOf<C>);
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
export function failure<A extends readonly unknown[], const C extends ErrorCode>(
  code: C,
  exitCode: ExitCode,
  meaning: string,
  text: (...args: A) => FailureText<C>,
): Failure<A>;
export function failure<A extends readonly unknown[]>(
  code: ErrorCode,
  exitCode: ExitCode,
  meaning: string,
  text: (...args: A) => FailureText,
): Failure<A> {
  const factory = (...args: A): MigError => new MigError(code, exitCode, text(...args));
  const is = (thrown: unknown): thrown is MigError => MigError.is(thrown, code);
  return Object.assign(factory, { code, exitCode, meaning, is });
}

/** A factory of a failure whose text is made of its details, and perhaps of its cause. */
export type PlainFailure<C extends ErrorCode> = Failure<
  ErrorDetails[C] extends NoDetails ? [] : [details: DetailsOf<C>, cause?: unknown]
>;

/** The text of such a failure: fixed, or made of the details. */
type Told<C extends ErrorCode> = string | ((details: DetailsOf<C>, cause: unknown) => string);

/** Define a failure whose text is made of its details: its code, what it means in one sentence for the docs, and its text. */
export function plainFailure<const C extends ErrorCode>(
  code: C,
  {
    exitCode,
    meaning,
    message,
    hint,
  }: {
    readonly exitCode: ExitCode;
    readonly meaning: string;
    readonly message: Told<C>;
    readonly hint: Told<C>;
  },
): PlainFailure<C> {
  const text = (details?: DetailsOf<C>, cause?: unknown): FailureText<C> => {
    const known = details ?? ({} as DetailsOf<C>);
    const tell = (told: Told<C>): string => (typeof told === "string" ? told : told(known, cause));
    return { message: tell(message), hint: tell(hint), details: known, cause };
  };
  return failure(code, exitCode, meaning, text);
}
