import type { DeclaredLosses } from "../core/operations/declared-losses.ts";
import { commentLines } from "./comment.ts";
import { lineWidth, literal } from "./literal.ts";
import { createImports, renderOperations, type NotedOperation } from "./operations.ts";
import { terminated } from "./sql-script.ts";
import { fillTemplate, type Template } from "./templates.ts";

/** What a new revision says of itself. */
export interface RevisionHeader {
  readonly revision: string;
  readonly downRevisions: readonly string[];
  readonly branchLabels: readonly string[];
  readonly dependsOn: readonly string[];
  readonly replaces: readonly string[];
  readonly message: string;
  /** The date as it is to be read, e.g. `2026-11-20T09:30:00Z`. */
  readonly createdAt: string;
  /** False: statements run and are recorded one by one. */
  readonly transaction: boolean;
  /** Why it asks for confirmation, or what it loses; null: it says nothing. */
  readonly breaking: string | DeclaredLosses | null;
}

/** What a revision does in one direction: calls for a TypeScript file, statements for an SQL file. */
export interface RevisionBody {
  readonly operations: readonly NotedOperation[];
  readonly statements: readonly string[];
}

/** A body in which nothing is done. */
export const emptyBody: RevisionBody = { operations: [], statements: [] };

/** The ending of the files that the template writes. */
export function extensionOf(template: Template): ".ts" | ".sql" {
  return template.flavour === "sql" ? ".sql" : ".ts";
}

/** The text of a new revision file; one whose `downgrade` is null only goes forward. */
export function renderRevision(
  template: Template,
  header: RevisionHeader,
  { upgrade, downgrade }: { readonly upgrade: RevisionBody; readonly downgrade: RevisionBody | null },
): string {
  const text =
    template.flavour === "sql"
      ? fillTemplate(template, "revision.sql.eta", sqlData(header, upgrade, downgrade ?? emptyBody))
      : fillTemplate(template, "revision.ts.eta", moduleData(header, upgrade, downgrade ?? emptyBody));
  return `${(downgrade === null ? withoutDowngrade(text) : text).trimEnd()}\n`;
}

/** Without the second body, which a downgrade then refuses to do without. */
function withoutDowngrade(text: string): string {
  const at = text.search(/\n(?:export async function downgrade\(|-- downgrade\s*$)/u);
  return at === -1 ? text : text.slice(0, at);
}

function moduleData(header: RevisionHeader, upgrade: RevisionBody, downgrade: RevisionBody): object {
  const imports = createImports();
  const joins = header.downRevisions.length > 1;
  const moduleBody = ({ operations }: RevisionBody): ModuleBody => ({
    // A merge has nothing to do as a rule, and an unused parameter is a fault under strict settings.
    parameter: joins && operations.length === 0 ? "" : "op: Op",
    body: renderOperations(operations, imports),
    joins,
  });
  const bodies = { upgrade: moduleBody(upgrade), downgrade: moduleBody(downgrade) };
  const usesOp = Object.values(bodies).some(({ parameter }) => parameter !== "");
  return {
    ...header,
    doc: docLines(header)
      .map((line) => ` * ${line}`.trimEnd())
      .join("\n"),
    imports: [...(usesOp ? ['import type { Op } from "drizzle-mig";'] : []), ...imports.statements()].join(
      "\n",
    ),
    header: constants(header)
      .map(([name, value]) => constant(name, value))
      .join("\n"),
    ...bodies,
  };
}

/** A function of the module, as templates see it; `body` is empty where nothing is done. */
interface ModuleBody {
  readonly parameter: string;
  readonly body: string;
  readonly joins: boolean;
}

/** The exports of the header; what may be left out is, when it says nothing. */
function constants(header: RevisionHeader): readonly (readonly [name: string, value: unknown])[] {
  const downRevision =
    header.downRevisions.length > 1 ? header.downRevisions : (header.downRevisions[0] ?? null);
  return [
    ["revision", header.revision],
    ["downRevision", downRevision],
    ...(header.branchLabels.length > 0 ? [["branchLabels", header.branchLabels] as const] : []),
    ...(header.dependsOn.length > 0 ? [["dependsOn", header.dependsOn] as const] : []),
    ...(header.replaces.length > 0 ? [["replaces", header.replaces] as const] : []),
    ...(header.transaction ? [] : [["transaction", false] as const]),
    ...(header.breaking === null ? [] : [["breaking", shortest(header.breaking)] as const]),
  ];
}

/** Losses without the lists that are empty. */
function shortest(breaking: string | DeclaredLosses): unknown {
  if (typeof breaking === "string") return breaking;
  return Object.fromEntries(Object.entries(breaking).filter(([, names]) => names.length > 0));
}

function constant(name: string, value: unknown): string {
  const head = `export const ${name} =`;
  const text = literal(value, { used: head.length + 1, after: 1 });
  // As oxfmt: a text that does not fit goes below the name.
  const tooLong =
    typeof value === "string" && !text.includes("\n") && head.length + text.length + 2 > lineWidth;
  return tooLong ? `${head}\n  ${text};` : `${head} ${text};`;
}

function docLines(header: RevisionHeader): readonly string[] {
  const message = header.message.trim().replaceAll("*/", String.raw`*\/`);
  const lines = message === "" ? [] : [...commentLines(message), ""];
  return [
    ...lines,
    `Revision: ${header.revision}`,
    `Revises: ${header.downRevisions.join(", ")}`,
    `Created: ${header.createdAt}`,
  ];
}

function sqlData(header: RevisionHeader, upgrade: RevisionBody, downgrade: RevisionBody): object {
  const message = header.message.trim();
  const fields: readonly (readonly [name: string, value: string])[] = [
    ["revision", header.revision],
    ["down-revision", header.downRevisions.join(", ")],
    ...optionalList("branch-labels", header.branchLabels),
    ...optionalList("depends-on", header.dependsOn),
    ...optionalList("replaces", header.replaces),
    ["created", header.createdAt],
    ...(header.transaction ? [] : [["transaction", "false"] as const]),
    ...optionalList(
      "breaking",
      typeof header.breaking === "string" ? [header.breaking.replaceAll(/\s+/gu, " ")] : [],
    ),
  ];
  const prose = message === "" ? [] : [...commentLines(message).map(asProse), ""];
  const lines = [...prose, ...fields.map(([name, value]) => `${name}: ${value}`)];
  return {
    ...header,
    header: lines.map((line) => `-- ${line}`.trimEnd()).join("\n"),
    upgrade: { body: sqlBody(upgrade) },
    downgrade: { body: sqlBody(downgrade) },
  };
}

function optionalList(name: string, values: readonly string[]): readonly (readonly [string, string])[] {
  return values.length === 0 ? [] : [[name, values.join(", ")]];
}

/** A line that would be read as a field or as the start of a part is put in quotes. */
function asProse(line: string): string {
  return /^\s*(?:(?:upgrade|downgrade)(?:\s*:.*)?|[a-z-]+\s*:.*)$/iu.test(line) ? `"${line.trim()}"` : line;
}

function sqlBody({ statements }: RevisionBody): string {
  return statements.map(terminated).join("\n\n");
}
