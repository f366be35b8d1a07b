import { failure, type Failure } from "../errors.ts";
import { messageOf } from "../thrown.ts";
import { indented } from "../counted.ts";

export const badSquash: Failure<[squash: string, why: string, place: string]> = failure(
  "bad-squash",
  1,
  "The `replaces` of a revision does not name a part of the history that one revision can stand for.",
  (squash, why, place) => ({
    message: `Revision ${squash} cannot replace what it says: ${why} (${place}).`,
    hint: "`replaces` names the squashed revisions from the lowest to the highest, as `mig squash` writes it.",
    details: { revision: squash, places: [place] },
  }),
);

export const cannotSquash: Failure<[range: string, why: string, hint: string]> = failure(
  "cannot-squash",
  2,
  "The range given to `mig squash` is no part of the history that one revision can stand for.",
  (range, why, hint) => ({ message: `Cannot squash ${range}: ${why}.`, hint, details: { range } }),
);

export const cannotRecord: Failure<[revision: string, path: string, direction: string, cause: unknown]> =
  failure(
    "cannot-record",
    1,
    "A revision in the range of a squash does something that cannot be kept as calls of `op`, for example reading rows.",
    (revision, path, direction, cause) => ({
      message: `The ${direction} of ${revision} cannot become part of a squash: ${messageOf(cause)}`,
      hint: `Leave ${revision} out of the range, or write its data step with op.execute alone (${path}).`,
      details: { revision, path, direction },
      cause,
    }),
  );

export const squashUnequal: Failure<[direction: string, differences: readonly string[], cause: unknown]> =
  failure(
    "squash-unequal",
    1,
    "The squashed revision, run on a scratch database, did not lead to the same structure as those it replaces. Nothing was written.",
    (direction, differences, cause) => ({
      message: `The ${direction} of the squash does not give the structure that the replaced revisions give${
        cause === undefined ? `:\n${indented(differences)}` : `: ${messageOf(cause)}`
      }`,
      hint: "Squash a smaller range, or write the revision by hand and give it `replaces`.",
      details: { direction, differences },
      ...(cause === undefined ? {} : { cause }),
    }),
  );

export const noScratch: Failure<[what: string, label: string]> = failure(
  "no-scratch-database",
  1,
  "The command has to try something on an empty database of the same kind, and none can be made.",
  (what, label) => ({
    message: `${what} needs a scratch database on the server of ${label}, and the role may not create one.`,
    hint: "Grant CREATEDB to the role, or run the command against another server with --url.",
    details: { database: label },
  }),
);
