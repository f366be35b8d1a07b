import type { FileProblem } from "../core/errors/files.ts";
import type { Revision } from "../core/graph/revision.ts";
import { leadingComment } from "./sql-header.ts";
import { exportedLiterals } from "../core/typescript/exported-literals.ts";
import type { Literal } from "../core/typescript/literal.ts";

/** A header as it was read, or what is wrong with it; null for a file that is no revision at all. */
export type ReadHeader =
  | { readonly revision: Revision }
  | { readonly problems: readonly FileProblem[] }
  | null;

const wanted: ReadonlySet<string> = new Set([
  "revision",
  "downRevision",
  "branchLabels",
  "dependsOn",
  "replaces",
]);

/** Read the header of a revision without running it. `path` serves messages. */
export function readHeader(path: string, source: string): ReadHeader {
  if (source.trim() === "") return { problems: [{ path, line: null, problem: "the file is empty" }] };
  return path.endsWith(".sql") ? sqlHeader(path, source) : moduleHeader(path, source);
}

/** Whether a module exports what only a revision does; the reading for a header alone may have stopped before it. */
function hasBody(source: string): boolean {
  const { lines } = exportedLiterals(source);
  return lines.has("upgrade") || lines.has("downgrade");
}

function moduleHeader(path: string, source: string): ReadHeader {
  const { values, lines } = exportedLiterals(source, wanted);
  const id = values.get("revision");
  if (!lines.has("revision") && !lines.has("downRevision") && !hasBody(source)) {
    // What exports something else is a helper of revisions.
    if (lines.size > 0) return null;
    const problem = "it exports nothing; a revision exports `revision`, `downRevision` and `upgrade`";
    return { problems: [{ path, line: null, problem }] };
  }
  const problems: FileProblem[] = [];
  const wrong = (name: string, problem: string): void => {
    problems.push({ path, line: lines.get(name) ?? null, problem });
  };
  if (!lines.has("revision")) wrong("revision", "exports no `revision`");
  else if (typeof id !== "string" || id === "")
    wrong("revision", "`revision` must be a text that stands in the file as it is");
  if (!lines.has("downRevision"))
    wrong("downRevision", "exports no `downRevision`; write null for a first revision");
  const list = (name: string): readonly string[] => {
    const texts = values.has(name) ? textList(values.get(name)) : lines.has(name) ? null : [];
    if (texts === null)
      wrong(name, `\`${name}\` must be a text, a list of texts or null that stands in the file as it is`);
    return texts ?? [];
  };
  const lists = {
    downRevisions: list("downRevision"),
    dependsOn: list("dependsOn"),
    branchLabels: list("branchLabels"),
    replaces: list("replaces"),
  };
  if (problems.length > 0 || typeof id !== "string") return { problems };
  const doc = docComment(source);
  return {
    revision: {
      id,
      ...lists,
      ...describe(doc),
      path,
      line: lines.get("revision") ?? null,
    },
  };
}

const sqlKeys: Readonly<Record<string, string>> = {
  revision: "revision",
  "down-revision": "downRevision",
  revises: "downRevision",
  "branch-labels": "branchLabels",
  "depends-on": "dependsOn",
  replaces: "replaces",
  created: "created",
  transaction: "transaction",
  breaking: "breaking",
  "is-applied": "isApplied",
  "is-applied:postgresql": "isApplied:postgresql",
  "is-applied:sqlite": "isApplied:sqlite",
};

/** `key: value`, or `key:dialect: value`. */
const fieldLine = /^([a-z-]+(?::(?:postgresql|sqlite)(?=\s*:))?)\s*:\s*(.*)$/iu;

/** The `-- key: value` lines of an SQL revision's leading comment, by their names in a TypeScript one. */
export function sqlHeaderFields(
  source: string,
): ReadonlyMap<string, { readonly text: string; readonly line: number }> {
  const fields = new Map<string, { text: string; line: number }>();
  for (const { text: said, line } of leadingComment(source).lines) {
    const match = fieldLine.exec(said);
    const name = sqlKeys[match?.[1]?.toLowerCase() ?? ""];
    if (name !== undefined) fields.set(name, { text: (match?.[2] ?? "").trim(), line });
  }
  return fields;
}

function sqlHeader(path: string, source: string): ReadHeader {
  const fields = sqlHeaderFields(source);
  if (!fields.has("revision") && !fields.has("downRevision")) {
    const problem =
      "it has no header; a revision in SQL begins with the lines `-- revision: …` and `-- down-revision: …`";
    return { problems: [{ path, line: null, problem }] };
  }
  const id = fields.get("revision")?.text ?? "";
  const problems: FileProblem[] = [];
  if (id === "") problems.push({ path, line: 1, problem: "the header has no `-- revision: …`" });
  if (!fields.has("downRevision")) {
    problems.push({
      path,
      line: 1,
      problem: "the header has no `-- down-revision: …`; leave it empty for a first revision",
    });
  }
  if (problems.length > 0) return { problems };
  const names = (key: string): readonly string[] =>
    (fields.get(key)?.text ?? "")
      .split(/[\s,]+/u)
      .filter((name) => name !== "" && name !== "null" && name !== "none");
  const prose = leadingComment(source)
    .lines.map(({ text }) => text)
    .filter((text) => sqlKeys[fieldLine.exec(text)?.[1]?.toLowerCase() ?? ""] === undefined);
  return {
    revision: {
      id,
      downRevisions: names("downRevision"),
      dependsOn: names("dependsOn"),
      branchLabels: names("branchLabels"),
      replaces: names("replaces"),
      ...describe(prose.join("\n").trim()),
      createdAt: fields.get("created")?.text ?? null,
      path,
      line: fields.get("revision")?.line ?? null,
    },
  };
}

/** The text of the first doc comment, without its stars. */
function docComment(source: string): string {
  const match = /^\s*\/\*\*([\s\S]*?)\*\//u.exec(source);
  if (match === null) return "";
  return `\n${match[1] ?? ""}`.replaceAll(/\n[ \t]*\*? ?/gu, "\n").trim();
}

function describe(doc: string): Pick<Revision, "message" | "doc" | "createdAt"> {
  const created = /^Created:\s*(.+)$/mu.exec(doc)?.[1]?.trim() ?? null;
  const end = doc.search(/\n\s*\n/u);
  const first = end === -1 ? doc : doc.slice(0, end);
  const isField = /^(?:Revision|Revises|Created)\b.*:/u.test(first);
  return { message: isField ? "" : first.replaceAll(/\s*\n\s*/gu, " "), doc, createdAt: created };
}

function textList(value: Literal): readonly string[] | null {
  if (value === null || value === undefined) return [];
  if (typeof value === "string") return value === "" ? null : [value];
  if (!Array.isArray(value)) return null;
  return value.every((each) => typeof each === "string" && each !== "") ? (value as string[]) : null;
}
