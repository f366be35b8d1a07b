import type { BackupsResult, RestoreResult } from "../../commands/restore.ts";
import type { Style } from "../colour.ts";
import { placeOf } from "./lines.ts";
import { plain, printTable } from "./table.ts";

/** Backups, a line each, oldest first. */
export function printBackups({ backups }: BackupsResult, style: Style): string {
  if (backups.length === 0) return "There are no backups.\n";
  const head = ["Taken", "Before", "Kind", "Place"].map((text) => ({ text, paint: style.strong }));
  const rows = backups.map(({ at, before, kind, place, exists }) => [
    plain(at),
    plain(`${before.direction} ${before.revision}`),
    plain(kind),
    exists ? plain(place) : { text: `${place} (gone)`, paint: style.bad },
  ]);
  return printTable([head, ...rows]);
}

/** Where a restore has brought the database. */
export function printRestore({ backup, to }: RestoreResult, style: Style): string {
  return `${style.good("Restored")} ${backup.place}; the database is at ${placeOf(to)}.\n`;
}
