import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { badKitFile, noKitFolder } from "../core/errors/kit.ts";
import { shapeOf, type SnapshotShape } from "./snapshot.ts";
import { messageOf } from "../core/thrown.ts";

/** A migration of drizzle-kit, whichever version wrote it. */
export interface KitMigration {
  /** As kit names it: `0003_brave_hulk`, or `20261120093000_brave_hulk`. */
  readonly name: string;
  /** The time that kit's table has as created_at, in milliseconds. */
  readonly when: number;
  /** Since 1.0 the time is known to the second only. */
  readonly wholeSeconds: boolean;
  /** The text of its file, line ends normalised. */
  readonly sql: string;
  /** The hashes that kit's table may have for it. */
  readonly hashes: readonly string[];
  /** The names of those that it was made upon. */
  readonly follows: readonly string[];
  /** What its snapshot says there is after it; null without one. */
  readonly shape: SnapshotShape | null;
}

/** The migrations of a folder of drizzle-kit, in the order in which it runs them. */
export function readKit(folder: string): readonly KitMigration[] {
  const found = existsSync(join(folder, "meta", "_journal.json")) ? readJournal(folder) : readFolders(folder);
  if (found.length === 0) throw noKitFolder({ folder });
  return linked(found);
}

/** A migration with the ids of snapshots, its own and those it was made upon. */
interface SnapshotMigration extends Omit<KitMigration, "follows" | "shape"> {
  readonly snapshot: Snapshot | null;
}

interface Snapshot {
  readonly id: string;
  readonly upon: readonly string[];
  readonly shape: SnapshotShape | null;
}

/** 0.x: meta/_journal.json names files, and meta/0003_snapshot.json says what each was made upon. */
function readJournal(folder: string): readonly SnapshotMigration[] {
  const path = join(folder, "meta", "_journal.json");
  const { entries } = readJson(path) as { readonly entries?: unknown };
  if (!Array.isArray(entries)) throw badKitFile({ path, why: "it has no list of entries" });
  const known = (entries as readonly { idx?: unknown; tag?: unknown; when?: unknown }[]).map(
    ({ idx, tag, when }) => {
      if (typeof tag !== "string" || typeof when !== "number")
        throw badKitFile({ path, why: "an entry has no tag or no time" });
      return { idx: Number(idx ?? 0), tag, when, prefix: tag.split("_")[0] ?? "" };
    },
  );
  return known
    .toSorted((a, b) => a.idx - b.idx)
    .map(({ tag, when, prefix }) => {
      // Two branches that were merged may have used one number, and then one snapshot is gone.
      const isAlone = known.filter((each) => each.prefix === prefix).length === 1;
      const snapshot = isAlone ? readSnapshot(join(folder, "meta", `${prefix}_snapshot.json`)) : null;
      return { name: tag, when, wholeSeconds: false, snapshot, ...readSql(join(folder, `${tag}.sql`)) };
    });
}

/** 1.0: a folder for each, with migration.sql and snapshot.json; its name begins with the time in UTC. */
function readFolders(folder: string): readonly SnapshotMigration[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() && existsSync(join(folder, entry.name, "migration.sql")) ? [entry.name] : [],
  );
  return names.sort().map((name) => {
    const [, year, month, day, hour, minute, second] =
      /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:_|$)/u.exec(name) ?? [];
    if (second === undefined)
      throw badKitFile({ path: join(folder, name), why: "its name does not begin with a time" });
    const when = Date.UTC(+year!, +month! - 1, +day!, +hour!, +minute!, +second);
    const snapshot = readSnapshot(join(folder, name, "snapshot.json"));
    return { name, when, wholeSeconds: true, snapshot, ...readSql(join(folder, name, "migration.sql")) };
  });
}

/** Which follows which: by snapshots where they tell, else in the order of the list. */
function linked(found: readonly SnapshotMigration[]): readonly KitMigration[] {
  const bySnapshot = new Map(
    found.flatMap(({ name, snapshot }) => (snapshot === null ? [] : [[snapshot.id, name]])),
  );
  return found.map(({ snapshot, ...migration }, index) => {
    const before = found[index - 1]?.name;
    const listed = before === undefined ? [] : [before];
    const told = snapshot?.upon.map((id) => {
      const name = bySnapshot.get(id);
      // A first snapshot may itself have the id that stands for "nothing".
      return id === nothing && (name === undefined || name === migration.name) ? null : name;
    });
    const isTold =
      told !== undefined && !told.includes(undefined) && told.every((each) => isEarlier(found, index, each));
    const follows = isTold ? told.filter((each): each is string => typeof each === "string") : listed;
    return { ...migration, follows: pastUntold(found, index, follows), shape: snapshot?.shape ?? null };
  });
}

/** What comes after a migration without a snapshot may rest on it, whatever its own snapshot was made upon. */
function pastUntold(
  found: readonly SnapshotMigration[],
  index: number,
  follows: readonly string[],
): readonly string[] {
  const untold = found.findLastIndex(({ snapshot }, at) => at < index && snapshot === null);
  const last = found[untold];
  if (last === undefined) return follows;
  const later = follows.filter((name) => found.findIndex((each) => each.name === name) > untold);
  return later.length > 0 ? later : [last.name];
}

/** What kit writes for "made upon an empty database". */
const nothing = "00000000-0000-0000-0000-000000000000";

function isEarlier(
  found: readonly SnapshotMigration[],
  index: number,
  name: string | null | undefined,
): boolean {
  return typeof name !== "string" || found.findIndex((each) => each.name === name) < index;
}

function readSnapshot(path: string): SnapshotMigration["snapshot"] {
  if (!existsSync(path)) return null;
  const snapshot = readJson(path);
  const { id, prevId, prevIds } = snapshot as Readonly<Record<string, unknown>>;
  const upon = Array.isArray(prevIds) ? prevIds : [prevId];
  const isWhole = typeof id === "string" && upon.every((each) => typeof each === "string");
  return isWhole ? { id, upon, shape: shapeOf(snapshot) } : null;
}

function readJson(path: string): object {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as object;
  } catch (error) {
    // Reading and parsing fail for the file alone.
    throw badKitFile({ path, why: `it cannot be read: ${messageOf(error)}` });
  }
}

/** Kit hashes the file as it is on disk, and version control may change its line ends. */
function readSql(path: string): Pick<KitMigration, "sql" | "hashes"> {
  if (!existsSync(path)) throw badKitFile({ path, why: "it is not there" });
  const raw = readFileSync(path, "utf8");
  const sql = raw.replaceAll("\r\n", "\n");
  const texts = new Set([raw, sql, sql.replaceAll("\n", "\r\n")]);
  return { sql, hashes: [...texts].map((text) => createHash("sha256").update(text).digest("hex")) };
}
