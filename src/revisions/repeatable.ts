import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { badRepeatable } from "../core/errors/repeatable.ts";
import { inOrder, type Placed } from "../core/repeatable/order.ts";
import { codeOf } from "../core/thrown.ts";
import type { Settings } from "../settings/settings.ts";
import { absolute, repeatableFolder, shown } from "./directory.ts";
import { sqlHeaderFields } from "./header.ts";
import { checksumOf } from "./load.ts";

/** A script that is run again whenever its text has changed. */
export interface Repeatable extends Placed {
  readonly text: string;
  /** As that of a revision. */
  readonly checksum: string;
}

/** The scripts of a project in the order in which they run; the folders need not be there. */
export function readRepeatables(settings: Settings): readonly Repeatable[] {
  const found = new Map<string, Repeatable>();
  for (const location of settings.revisions) {
    const folder = join(absolute(settings, location), repeatableFolder);
    for (const file of filesIn(folder)) {
      const path = join(folder, file);
      const script = repeatableOf(shown(settings, path), readFileSync(path, "utf8"));
      const other = found.get(script.name);
      if (other !== undefined && other.path !== script.path)
        throw badRepeatable(script.path, `${other.path} has the same name`, "Rename one of them.");
      found.set(script.name, script);
    }
  }
  return inOrder([...found.values()]);
}

/** A script from its text; it is named by its file. */
export function repeatableOf(path: string, text: string): Repeatable {
  const [, name] = /([^/\\]+)\.sql$/u.exec(path) ?? [];
  if (name === undefined)
    throw badRepeatable(path, "it is no SQL", "Write it as SQL, in a file whose name ends with .sql.");
  const fields = sqlHeaderFields(text);
  const transaction = fields.get("transaction")?.text ?? "true";
  if (transaction !== "true" && transaction !== "false")
    throw badRepeatable(
      path,
      `\`-- transaction: ${transaction}\` says neither true nor false`,
      "Write `-- transaction: false`, or leave the line out.",
    );
  const dependsOn = (fields.get("dependsOn")?.text ?? "")
    .split(/[\s,]+/u)
    .filter((each) => each !== "")
    .map((each) => each.replace(/\.sql$/u, ""));
  return { name, path, text, checksum: checksumOf(text), dependsOn };
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && !/^\.|\.md$/u.test(entry.name))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}
