import { MigError } from "../core/errors.ts";
import { settingFailed } from "../core/errors/setting.ts";

/** What a function of the configuration may give. */
export interface Expected {
  readonly fits: (given: unknown) => boolean;
  /** In words. */
  readonly what: string;
}

/** Says yes, no, or nothing. */
export const answer: Expected = {
  fits: (given) => given === undefined || typeof given === "boolean",
  what: "true, false or undefined",
};

/** What `make` makes, in a list. */
export const operations: Expected = {
  fits: (given) => Array.isArray(given) && given.every(isOperation),
  what: "a list of operations, as `make` makes them",
};

/** A function of the configuration that names its setting when it throws, or gives something other than it should. */
export function guarded<A extends readonly unknown[], R>(
  setting: string,
  path: string,
  { fits, what }: Expected,
  call: (...args: A) => R,
): (...args: A) => R {
  const checked = <T>(given: T): T => {
    if (!fits(given)) throw new TypeError(`it must give ${what}`);
    return given;
  };
  const refuse = (error: unknown): never => {
    // What a configuration of ours says by such a function has its own words.
    throw error instanceof MigError ? error : settingFailed(setting, path, error);
  };
  return (...args) => {
    try {
      const given = call(...args);
      // What a promise gives stands in for it: whoever calls an asynchronous function awaits it.
      return given instanceof Promise ? (given.then(checked).catch(refuse) as R) : checked(given);
    } catch (error) {
      // The user's own code may throw anything.
      return refuse(error);
    }
  };
}

function isOperation(given: unknown): boolean {
  return typeof given === "object" && given !== null && "kind" in given && "args" in given;
}
