import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileExists, hookFailed, unknownLocation } from "../core/errors/files.ts";
import { badRevisionId } from "../core/errors/new-revision.ts";
import { buildGraph, checkNewRevision } from "../core/graph/revision-graph.ts";
import type { Revision } from "../core/graph/revision.ts";
import type { RevisionProject } from "./source.ts";
import { messageOf } from "../core/thrown.ts";
import type { Settings } from "../settings/settings.ts";
import type { Surroundings } from "../settings/surroundings.ts";
import { fileName, isoDate, nextNumber, slugOf, tokenNames, unknownToken } from "./name.ts";
import { absolute, shown } from "./directory.ts";
import { writeWhole } from "./write-whole.ts";

/** A revision that is to be written: what its header will say. */
export type NewRevision = Pick<
  Revision,
  "id" | "downRevisions" | "dependsOn" | "branchLabels" | "replaces" | "message"
>;

/** Twelve hex digits, as Alembic's ids are; or, where the project counts, the number after the highest. */
export function newRevisionId(project: RevisionProject, after: readonly NewRevision[] = []): string {
  return project.settings.revisionId === "sequential"
    ? nextNumber(
        [...project.scripts().graph.files, ...after].flatMap(({ id, replaces }) => [id, ...replaces]),
      )
    : project.randomHex(6);
}

/**
 * Write a new revision file: checked against the graph first, written whole under another name and then put
 * in its place, and taken away again when a post-write hook fails. Returns the path relative to the project.
 */
export async function writeRevision(
  project: RevisionProject,
  revision: NewRevision,
  options: {
    readonly folder: string;
    readonly ending: string;
    readonly text: (created: string) => string;
    /** Those that were written just before. */
    readonly after?: readonly NewRevision[];
  },
): Promise<string> {
  const { settings, report, env } = project;
  const created = project.now();
  const [title = ""] = revision.message.split("\n");
  const slug = slugOf(title, settings.slugLength);
  const base = fileName(settings.fileTemplate, {
    rev: revision.id,
    slug,
    created,
    timezone: settings.timezone,
  });
  const unknown = unknownToken(settings.fileTemplate);
  const problem =
    unknown === null
      ? nameProblem(revision.id, base, settings.recursive)
      : `fileTemplate knows no ${unknown}, but ${tokenNames.map((name) => `{${name}}`).join(" ")}`;
  if (problem !== null) throw badRevisionId(revision.id, `${base}.${options.ending}`, problem);
  const path = join(options.folder, `${base}.${options.ending}`);
  const createdAt = isoDate(created, settings.timezone);
  const asFile = (each: NewRevision, file: string): Revision => ({
    ...each,
    doc: each.message,
    createdAt,
    path: file,
    line: null,
  });
  const candidate = asFile(revision, shown(settings, path));
  const { after = [] } = options;
  const { graph } = project.scripts();
  const written = after.map((each) => asFile(each, each.id));
  checkNewRevision(written.length === 0 ? graph : buildGraph([...graph.files, ...written]), candidate);
  if (existsSync(path)) throw fileExists({ path: candidate.path });
  await writeWhole(path, options.text(createdAt));
  try {
    for (const hook of settings.postWriteHooks) await runHook(hook, path, { root: settings.root, env });
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  report({ kind: "file-written", path: candidate.path });
  return candidate.path;
}

/** Why a file of that name would not be found again as the revision; null when it would. */
function nameProblem(id: string, base: string, recursive: boolean): string | null {
  if (/[\\/]/u.test(id)) return "an id may not contain a slash";
  if (/[\s\p{Cc}]/u.test(id)) return "an id may not contain spaces";
  const parts = base.split(/[\\/]/u);
  if (parts.includes("..") || base.startsWith("/")) return "the name leads out of the revision folder";
  if (parts.some((part) => part === "" || part.startsWith(".")))
    return "the name begins with a dot or is empty";
  return parts.length > 1 && !recursive
    ? "the name leads into a folder below, which is read only with `recursive`"
    : null;
}

/** The folder for a new revision: the one that is named, or that of the revision it follows, or the only one. */
export function revisionFolder(
  project: RevisionProject,
  versionPath: string | null,
  follows: readonly string[],
): string {
  const { settings } = project;
  const { locations, graph } = project.scripts();
  const known = locations.map((location) => shown(settings, location));
  if (versionPath !== null) {
    const folder = absolute(settings, versionPath);
    const inside = locations.some(
      (location) => folder === location || (settings.recursive && folder.startsWith(`${location}/`)),
    );
    if (!inside) throw unknownLocation({ path: versionPath, known });
    return folder;
  }
  const parent = follows.map((id) => graph.revisions.get(id)).find((revision) => revision !== undefined);
  const ofParent =
    parent === undefined
      ? undefined
      : locations.find((location) => absolute(settings, parent.path).startsWith(`${location}/`));
  const [only] = locations;
  if (ofParent !== undefined) return ofParent;
  if (only === undefined || locations.length > 1) throw unknownLocation({ path: "", known });
  return only;
}

async function runHook(
  { name, command }: Settings["postWriteHooks"][number],
  path: string,
  { root, env }: { readonly root: string; readonly env: Surroundings["env"] },
): Promise<void> {
  const [program = "", ...args] = command.map((part) => part.replaceAll("REVISION_FILE", path));
  const output: string[] = [];
  const code = await new Promise<number | null>((resolve, reject) => {
    const bin = join(root, "node_modules", ".bin");
    const child = spawn(program, args, {
      cwd: root,
      env: { ...env, PATH: `${bin}:${env["PATH"] ?? ""}` },
    });
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => output.push(chunk.toString()));
    child.on("error", reject);
    child.on("close", resolve);
  }).catch((error: unknown) => {
    // Nothing but the start of the program can fail.
    throw hookFailed({ name, path, output: messageOf(error) });
  });
  if (code !== 0) throw hookFailed({ name, path, output: output.join("").trim() });
}
