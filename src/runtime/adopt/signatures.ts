import { signatureFailed } from "../../core/errors/adopt.ts";
import { newestFirst } from "../../core/graph/order.ts";
import type { RevisionGraph } from "../../core/graph/revision-graph.ts";
import { required } from "../../core/graph/traverse.ts";
import type { Database, Environment } from "../environment.ts";
import { createProbe } from "../probe.ts";

/** What `isApplied` of each revision that has one said; `covered` when a newer one had said yes. */
export type Signatures = ReadonlyMap<string, boolean | "covered">;

/** Ask the newest first: what one confirms covers all that is below it, which is not asked any more. */
export async function askSignatures(
  environment: Environment,
  { dialect, connection }: Database,
  graph: RevisionGraph,
): Promise<Signatures> {
  const probe = createProbe(dialect, connection);
  const said = new Map<string, boolean | "covered">();
  const covered = new Set<string>();
  for (const id of newestFirst(graph, new Set(graph.nodes.keys()))) {
    const revision = graph.revisions.get(id);
    const isApplied = revision === undefined ? null : (await environment.load(revision.path)).isApplied;
    if (revision === undefined || isApplied === null) continue;
    if (covered.has(id)) {
      said.set(id, "covered");
      continue;
    }
    let answer: unknown;
    try {
      answer = await isApplied(probe);
    } catch (error) {
      throw signatureFailed(id, revision.path, { error });
    }
    if (typeof answer !== "boolean") throw signatureFailed(id, revision.path, { answer });
    said.set(id, answer);
    if (answer) for (const below of required(graph, [id])) covered.add(below);
  }
  return said;
}

/** What was said outright, by revision. */
export function answersOf(signatures: Signatures): ReadonlyMap<string, boolean> {
  return new Map([...signatures].filter((each): each is [string, boolean] => each[1] !== "covered"));
}
