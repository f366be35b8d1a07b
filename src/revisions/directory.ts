import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { badHeaders, type FileProblem } from "../core/errors/files.ts";
import type { Revision } from "../core/graph/revision.ts";
import type { RevisionGraph } from "../core/graph/revision-graph.ts";
import { readHeader } from "./header.ts";
import { codeOf } from "../core/thrown.ts";
import type { Settings } from "../settings/settings.ts";

/** The revision files of a project and the graph that they form. */
export interface ScriptDirectory {
  /** Absolute paths of the configured folders, the one for new revisions first. */
  readonly locations: readonly string[];
  readonly graph: RevisionGraph;
}

/** The folder of repeatable scripts, inside each folder of revisions. */
export const repeatableFolder = "repeatable";

/** Read the headers of all revision files; none of them is run. A folder that does not exist is empty. */
export function readHeaders(
  settings: Settings,
): Pick<ScriptDirectory, "locations"> & { readonly revisions: readonly Revision[] } {
  const locations = settings.revisions.map((folder) => absolute(settings, folder));
  const paths = locations.flatMap((folder) => revisionFiles(settings, folder));
  const revisions: Revision[] = [];
  const problems: FileProblem[] = [];
  const buffer = Buffer.allocUnsafe(bufferSize);
  const seen = new Set<string>();
  for (const { path, shownAs } of paths) {
    // A location may lie within another.
    if (seen.has(path)) continue;
    seen.add(path);
    const text = readText(path, buffer);
    const header = text === null ? null : readHeader(shownAs, text);
    if (header === null) continue;
    if ("revision" in header) revisions.push(header.revision);
    else problems.push(...header.problems);
  }
  if (problems.length > 0) throw badHeaders({ problems });
  return { locations, revisions };
}

/** A path of the project, made absolute. */
export function absolute(settings: Settings, path: string): string {
  return resolve(settings.root, path);
}

/** A path as people read it: relative to the project where it lies inside. */
export function shown(settings: Settings, path: string): string {
  const short = relative(settings.root, path);
  return short.startsWith("..") || isAbsolute(short) ? path : short.replaceAll("\\", "/");
}

/** Sorted, so that messages come in the same order on every machine. */
function revisionFiles(settings: Settings, folder: string): { path: string; shownAs: string }[] {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: settings.recursive, encoding: "utf8" });
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
  // Put together from parts: to work out each path again would cost more than to read the file.
  const inFolder = folder.endsWith(sep) ? folder : folder + sep;
  const short = shown(settings, folder);
  const shownInFolder = short === "" || short.endsWith("/") ? short : `${short}/`;
  return (
    names
      // Repeatable scripts are none, also where subfolders are read.
      .filter((name) => !/^repeatable[\\/]/u.test(name))
      .filter((name) => /\.(?:[cm]?[jt]s|sql)$/u.test(name) && !/\.d\.[cm]?ts$/u.test(name))
      .sort()
      .map((name) => ({ path: inFolder + name, shownAs: shownInFolder + name.replaceAll("\\", "/") }))
  );
}

/** More than most revisions have, so that one call reads all of them. */
const bufferSize = 16_384;

/** The same as `readFileSync`, with half of its system calls for a file that fits into the buffer; null for a folder. */
function readText(path: string, buffer: Buffer): string | null {
  const file = openSync(path, "r");
  try {
    const size = readSync(file, buffer, 0, buffer.length, 0);
    if (size < buffer.length) return buffer.toString("utf8", 0, size);
  } catch (error) {
    if (codeOf(error) === "EISDIR") return null;
    throw error;
  } finally {
    closeSync(file);
  }
  return readFileSync(path, "utf8");
}
