/** What the header of a revision file says, read without running it. */
export interface Revision {
  readonly id: string;
  /** The revisions it follows; none is a base, several is a merge. */
  readonly downRevisions: readonly string[];
  /** Revisions, or branch labels, that must be applied first without being followed. */
  readonly dependsOn: readonly string[];
  readonly branchLabels: readonly string[];
  /** The revisions it stands for since a squash. */
  readonly replaces: readonly string[];
  /** The first line of the header. */
  readonly message: string;
  /** The whole text of the header. */
  readonly doc: string;
  readonly createdAt: string | null;
  /** The file, as messages name it. */
  readonly path: string;
  /** The line of the header's constants, where it is known. */
  readonly line: number | null;
}

/** Words that mean a place in the graph, and therefore can name no revision and no branch. */
export const reservedWords: ReadonlySet<string> = new Set(["head", "heads", "base", "current"]);

/** Why a text can be no id of a revision, or null when it can. */
export function idFault(id: string): string | null {
  if (id === "") return "an id may not be empty";
  if (reservedWords.has(id)) return `${id} is a reserved word`;
  const illegal = [...new Set(id.match(/[@+:-]|\p{Cc}/gu))];
  return illegal.length === 0
    ? null
    : `an id may not contain ${illegal.map((c) => JSON.stringify(c)).join(", ")}`;
}

/** Why a text can be no branch label, or null when it can. */
export function labelFault(label: string): string | null {
  if (label === "") return "a branch label may not be empty";
  if (reservedWords.has(label)) return `${label} is a reserved word`;
  return /^[\p{L}\p{M}\p{N}_./]+$/u.test(label)
    ? null
    : "a branch label is made of letters, digits, underscores, dots and slashes";
}

/** Where a revision is written, for messages: `path`, or `path:line`. */
export function placeOf(revision: Pick<Revision, "path" | "line">): string {
  return revision.line === null ? revision.path : `${revision.path}:${revision.line}`;
}
