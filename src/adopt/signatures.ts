import { signatureFailed } from "../core/errors/adopt.ts";
import { newestFirst } from "../core/graph/order.ts";
import type { RevisionGraph } from "../core/graph/revision-graph.ts";
import { required } from "../core/graph/traverse.ts";
import type { Revision } from "../core/graph/revision.ts";
import type { Database, Environment } from "../project/environment.ts";
import type { LoadedRevision } from "../revisions/load.ts";
import { createProbe } from "../run/probe.ts";

/** What `isApplied` of each revision that has one said; `covered` when a newer one had said yes. */
export type Signatures = ReadonlyMap<string, boolean | "covered">;

/** Ask the newest first: what one confirms covers all that is below it, which is not asked any more. */
export async function askSignatures(
  environment: Environment,
  database: Database,
  graph: RevisionGraph,
): Promise<Signatures> {
  const said = new Map<string, boolean | "covered">();
  const covered = new Set<string>();
  for (const id of newestFirst(graph, new Set(graph.nodes.keys()))) {
    const revision = graph.revisions.get(id);
    const isApplied = revision === undefined ? null : (await environment.load(revision.path)).isApplied;
    if (revision === undefined || isApplied === null) continue;
    const answer = covered.has(id) ? "covered" : await askSignature(database, revision, isApplied);
    said.set(id, answer);
    if (answer === true) for (const below of required(graph, [id])) covered.add(below);
  }
  return said;
}

/** What one revision's signature says. Throws signature-failed. */
export async function askSignature(
  { dialect, connection }: Database,
  { id, path }: Revision,
  isApplied: NonNullable<LoadedRevision["isApplied"]>,
): Promise<boolean> {
  let answer: unknown;
  try {
    answer = await isApplied(createProbe(dialect, connection));
  } catch (error) {
    // Its own code may throw anything.
    throw signatureFailed(id, path, { error });
  }
  if (typeof answer !== "boolean") throw signatureFailed(id, path, { answer });
  return answer;
}

/** What was said outright, by revision. */
export function answersOf(signatures: Signatures): ReadonlyMap<string, boolean> {
  return new Map([...signatures].filter((each): each is [string, boolean] => each[1] !== "covered"));
}
