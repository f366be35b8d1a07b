import { readdirSync, readFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { badHeaders, type FileProblem } from "../core/errors/files.ts";
import type { Revision } from "../core/graph/revision.ts";
import { buildGraph, type RevisionGraph } from "../core/graph/revision-graph.ts";
import { readHeader } from "./revision-header.ts";
import type { Settings } from "./settings.ts";

/** The revision files of a project and the graph that they form. */
export interface ScriptDirectory {
  /** Absolute paths of the configured folders, the one for new revisions first. */
  readonly locations: readonly string[];
  readonly graph: RevisionGraph;
}

/** Read the headers of all revision files; none of them is run. A folder that does not exist is empty. */
export function readScriptDirectory(settings: Settings): ScriptDirectory {
  const locations = settings.revisions.map((folder) => absolute(settings, folder));
  const paths = [...new Set(locations.flatMap((folder) => revisionFiles(folder, settings.recursive)))];
  const revisions: Revision[] = [];
  const problems: FileProblem[] = [];
  for (const path of paths) {
    const header = readHeader(shown(settings, path), readFileSync(path, "utf8"));
    if (header === null) continue;
    if ("revision" in header) revisions.push(header.revision);
    else problems.push(...header.problems);
  }
  if (problems.length > 0) throw badHeaders(problems);
  return { locations, graph: buildGraph(revisions) };
}

/** A path of the project, made absolute. */
export function absolute(settings: Settings, path: string): string {
  return isAbsolute(path) ? path : resolve(settings.root, path);
}

/** A path as people read it: relative to the project where it lies inside. */
export function shown(settings: Settings, path: string): string {
  const short = relative(settings.root, path);
  return short.startsWith("..") || isAbsolute(short) ? path : short.replaceAll("\\", "/");
}

/** Sorted, so that messages come in the same order on every machine. */
function revisionFiles(folder: string, recursive: boolean): string[] {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive, encoding: "utf8" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
  return names
    .filter((name) => /\.(?:[cm]?[jt]s|sql)$/u.test(name) && !/\.d\.[cm]?ts$/u.test(name))
    .sort()
    .map((name) => join(folder, name));
}
