import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { missingBody, moduleFailed } from "../core/errors/files.ts";
import type { Direction } from "../core/graph/plan.ts";
import type { Module, Modules } from "../project/modules.ts";
import type { Op } from "../run/op.ts";
import type { Probe } from "../run/probe.ts";
import { sqlHeaderFields } from "./header.ts";
import { riskOf, type Risk } from "./risk.ts";
import type { Glance } from "./source.ts";
import { sqlPartFor, sqlParts } from "./sql.ts";

/** The function that a step runs. */
export type Body = (op: Op) => unknown;

/** A revision whose code has been loaded. */
export interface LoadedRevision {
  /** The body for a direction on a dialect; an error when the revision has none. */
  body(direction: Direction, dialect: "postgresql" | "sqlite"): Body;
  /** False: its statements run and are recorded one by one. */
  readonly transaction: boolean;
  /** Why somebody must agree before it runs; false: nobody need, whatever it drops; null: as its operations say. */
  readonly breaking: string | false | null;
  /** The signature for databases that nobody stamped, or null. */
  readonly isApplied: ((probe: Probe) => unknown) | null;
  /** `sha256:1:` and the hash of the file, line ends normalised. */
  readonly checksum: string;
  /** What its text says of the danger to data. */
  readonly risk: Risk;
}

/** What the code of a revision says, whatever file it comes from. */
type RevisionCode = Omit<LoadedRevision, "checksum" | "risk">;

/** Load one revision from its file. */
export async function loadRevision(path: string, modules: Modules): Promise<LoadedRevision> {
  const source = readFileSync(path, "utf8");
  const known = { checksum: checksumOf(source), risk: riskOf(path, source) };
  if (path.endsWith(".sql")) return { ...sqlRevision(path, source), ...known };
  return { ...moduleRevision(path, await modules.loadRevision(path, source)), ...known };
}

/** What a revision's text says of its danger; its code is not loaded. */
export function glanceAt(path: string): Glance {
  const source = readFileSync(path, "utf8");
  return { risk: riskOf(path, source), mayBeMarked: /\bbreaking\b/u.test(source) };
}

/** The checksum of a revision's text: the same on every platform, versioned so that the rule may change. */
export function checksumOf(source: string): string {
  const normalised = source.replace(/^\uFEFF/u, "").replaceAll("\r\n", "\n");
  return `sha256:1:${createHash("sha256").update(normalised).digest("hex")}`;
}

/** What a module exports, as a revision. */
export function moduleRevision(path: string, module: Module): RevisionCode {
  const { transaction, breaking, isApplied } = module;
  if (transaction !== undefined && typeof transaction !== "boolean")
    throw moduleFailed(path, new TypeError("`transaction` must be true or false"));
  if (breaking !== undefined && breaking !== null && breaking !== false && typeof breaking !== "string")
    throw moduleFailed(path, new TypeError("`breaking` must be a text that says why, or false"));
  if (isApplied !== undefined && typeof isApplied !== "function")
    throw moduleFailed(path, new TypeError("`isApplied` must be a function"));
  return {
    transaction: transaction ?? true,
    breaking: breaking ?? null,
    isApplied: (isApplied as LoadedRevision["isApplied"]) ?? null,
    body(direction, dialect) {
      const exported = module[direction];
      if (typeof exported === "function") return exported as Body;
      if (typeof exported !== "object" || exported === null) throw missingBody(path, direction, null);
      const own = (exported as Readonly<Record<string, unknown>>)[dialect];
      if (typeof own !== "function") throw missingBody(path, direction, dialect);
      return own as Body;
    },
  };
}

/** The text of an SQL revision, as a revision. */
export function sqlRevision(path: string, source: string): RevisionCode {
  const fields = sqlHeaderFields(source);
  const breaking = fields.get("breaking")?.text;
  return {
    transaction: fields.get("transaction")?.text !== "false",
    breaking: breaking === "false" ? false : (breaking ?? null),
    isApplied: null,
    body(direction, dialect) {
      const parts = sqlParts(path, source, dialect);
      const part = sqlPartFor(parts, direction, dialect);
      if (part === null)
        throw missingBody(
          path,
          direction,
          parts.some((each) => each.direction === direction) ? dialect : null,
        );
      return (op) => op.execute(part.sql);
    },
  };
}
