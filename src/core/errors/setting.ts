import { failure, type Failure } from "../errors.ts";
import { messageOf } from "../thrown.ts";
import { failureIn } from "./run.ts";

/** A function of the configuration threw, or gave something other than it should. */
export const settingFailed: Failure<[setting: string, path: string, error: unknown]> = failure(
  "setting-failed",
  1,
  "A function of the configuration threw, or gave something other than it should.",
  (setting, path, error) => {
    const known = failureIn(error);
    return {
      message: `\`${setting}\` of ${path} failed: ${messageOf(error)}`,
      hint: `Correct the function; docs/configuration.md says what it is given and what it gives.`,
      details: { ...known?.details, setting, path },
      cause: error,
    };
  },
);
