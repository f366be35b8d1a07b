import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { missingBody, moduleFailed } from "../core/errors/files.ts";
import type { Direction } from "../core/graph/plan.ts";
import type { Module, Modules } from "../settings/modules.ts";
import { relocation, type Relocate } from "../settings/stripped-module.ts";
import type { Op } from "./op.ts";
import type { Probe } from "./probe.ts";
import { sqlHeaderFields } from "./header.ts";
import type { Repeatable } from "./repeatable.ts";
import { breakingOf, type Breaking } from "./breaking.ts";
import { sqlPartFor, sqlParts, type DialectName } from "./sql.ts";

/** The function that a step runs. */
export type Body = (op: Op) => unknown;

/** A revision whose code has been loaded. */
export interface LoadedRevision {
  /** The body for a direction on a dialect; an error when the revision has none. */
  body(direction: Direction, dialect: "postgresql" | "sqlite"): Body;
  /** False: its statements run and are recorded one by one. */
  readonly transaction: boolean;
  /** Why somebody must agree before it runs, or what it loses; false: nobody need, whatever it drops; null: it says nothing. */
  readonly breaking: Breaking;
  /** The text that it runs, of an SQL revision; null for code, of which nothing is known before it runs. */
  readonly sql: ((direction: Direction, dialect: DialectName) => string | null) | null;
  /** The signature for databases that nobody stamped, or null. */
  readonly isApplied: ((probe: Probe) => unknown) | null;
  /** Moves the frames of an error that lie in the revision to the lines of its file. */
  readonly relocate: (error: unknown) => unknown;
  /** The lines of its file, counted from 1, on which autogenerate has left a placeholder. */
  readonly placeholders: readonly number[];
  /** `sha256:1:` and the hash of the file, line ends normalised. */
  readonly checksum: string;
  /** The text of the file, as it stands there; null of code that was bundled. */
  readonly text: string | null;
}

/** What the code of a revision says, whatever file it comes from. */
type RevisionCode = Omit<LoadedRevision, "checksum" | "placeholders" | "text">;

/** Load one revision from its file. */
export async function loadRevision(path: string, modules: Modules): Promise<LoadedRevision> {
  const source = readFileSync(path, "utf8");
  return revisionOf(path, source, (text) => modules.loadRevision(path, text));
}

/** Load one revision from its text, whose file is gone; `shownAs` is what messages name. */
export async function loadRevisionText(
  { shownAs, path, text }: { readonly shownAs: string; readonly path: string; readonly text: string },
  modules: Modules,
): Promise<LoadedRevision> {
  return revisionOf(shownAs, text, () => modules.loadText(path, text));
}

async function revisionOf(
  path: string,
  text: string,
  load: (text: string) => Promise<Module>,
): Promise<LoadedRevision> {
  const placeholders = text
    .split("\n")
    .flatMap((line, at) => (line.includes("/* placeholder */") ? [at + 1] : []));
  const known = { checksum: checksumOf(text), placeholders, text };
  if (path.endsWith(".sql")) return { ...sqlRevision(path, text), ...known };
  return { ...moduleRevision(path, await load(text)), ...known };
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
  const declared = breakingOf(breaking);
  if (declared === undefined)
    throw moduleFailed(
      path,
      new TypeError(
        '`breaking` must be a text that says why, { tables: ["users"], columns: ["posts.body"] }, or false',
      ),
    );
  if (isApplied !== undefined && typeof isApplied !== "function")
    throw moduleFailed(path, new TypeError("`isApplied` must be a function"));
  return {
    transaction: transaction ?? true,
    breaking: declared,
    sql: null,
    isApplied: (isApplied as LoadedRevision["isApplied"]) ?? null,
    relocate: (module as { readonly [relocation]?: Relocate })[relocation] ?? ((error) => error),
    body(direction, dialect) {
      const exported = module[direction];
      if (typeof exported === "function") return exported as Body;
      if (typeof exported !== "object" || exported === null)
        throw missingBody({ path, direction, dialect: null });
      const own = (exported as Readonly<Record<string, unknown>>)[dialect];
      if (typeof own !== "function") throw missingBody({ path, direction, dialect });
      return own as Body;
    },
  };
}

/** The text of an SQL revision, as a revision. */
export function sqlRevision(path: string, source: string): RevisionCode {
  const fields = sqlHeaderFields(source);
  const breaking = fields.get("breaking")?.text;
  const queries = new Map(
    ["isApplied", "isApplied:postgresql", "isApplied:sqlite"].flatMap((name) => {
      const text = fields.get(name)?.text ?? "";
      return text === "" ? [] : [[name, text] as const];
    }),
  );
  return {
    transaction: fields.get("transaction")?.text !== "false",
    breaking: breaking === "false" ? false : (breaking ?? null),
    sql: (direction, dialect) => sqlPartFor(sqlParts(path, source, dialect), direction, dialect)?.sql ?? null,
    isApplied: queries.size === 0 ? null : (probe) => answerOf(path, queries, probe),
    relocate: (error) => error,
    body(direction, dialect) {
      const parts = sqlParts(path, source, dialect);
      const part = sqlPartFor(parts, direction, dialect);
      if (part === null)
        throw missingBody({
          path,
          direction,
          dialect: parts.some((each) => each.direction === direction) ? dialect : null,
        });
      return (op) => op.execute(part.sql);
    },
  };
}

/** A repeatable script, as a revision that only goes up. */
export function loadedRepeatable({ path, text, checksum }: Repeatable): LoadedRevision {
  return {
    ...sqlRevision(path, text),
    sql: () => text,
    isApplied: null,
    placeholders: [],
    checksum,
    text: null,
    body: () => (op) => op.execute(text),
  };
}

/** What the query of an SQL revision's header says: no row, NULL, false and 0 mean that it was not run. */
async function answerOf(path: string, queries: ReadonlyMap<string, string>, probe: Probe): Promise<boolean> {
  const sql = queries.get(`isApplied:${probe.dialect}`) ?? queries.get("isApplied");
  if (sql === undefined) throw new Error(`${path} has no \`-- is-applied\` for ${probe.dialect}`);
  const [row] = await probe.query(sql);
  const value = row === undefined ? null : Object.values(row)[0];
  return value !== null && value !== undefined && value !== false && Number(value) !== 0;
}
