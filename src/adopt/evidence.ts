import type { Effect, AppliedRevisions } from "../core/adopt/find-applied.ts";
import { newestFirst } from "../core/graph/order.ts";
import type { RevisionGraph } from "../core/graph/revision-graph.ts";
import { describeOperation } from "../core/operations/describe.ts";
import type { Operation } from "../core/operations/operations.ts";
import { isPresent } from "../core/operations/present.ts";
import type { Schema } from "../core/schema/schema.ts";
import type { Signatures } from "./signatures.ts";

/** What speaks for or against one revision. */
export interface RevisionEvidence {
  readonly revision: string;
  readonly message: string;
  readonly applied: boolean;
  /** What `isApplied` said; `covered` when a newer one had said yes, null when the revision has none. */
  readonly signature: boolean | "covered" | null;
  /** What it does that is in the structure, one line each; not what is so without it. */
  readonly present: readonly string[];
  /** What it does that is not. */
  readonly missing: readonly string[];
  /** What it does that later revisions undid. */
  readonly superseded: readonly string[];
  /** Why what it does cannot be known, or null. */
  readonly unknown: string | null;
}

/** What is known of the history and of the database, once its place is found. */
export interface Findings {
  readonly graph: RevisionGraph;
  readonly effects: ReadonlyMap<string, Effect>;
  readonly signatures: Signatures;
  readonly place: AppliedRevisions;
  readonly live: Schema;
  /** The structure of the place, in the words of the live one. */
  readonly wanted: Schema;
}

/** What speaks for or against each revision, newest first. */
export function evidenceOf(found: Findings): readonly RevisionEvidence[] {
  const { graph, effects, signatures, place } = found;
  return newestFirst(graph, new Set(graph.nodes.keys())).map((id) => {
    const applied = place.applied.has(id);
    const effect = effects.get(id) ?? { operations: [], unknown: null };
    const judged = effect.operations.map((operation) => ({
      text: describeOperation(operation),
      kind: judge(operation, applied, found),
    }));
    const of = (kind: Verdict): readonly string[] =>
      judged.flatMap((each) => (each.kind === kind ? [each.text] : []));
    return {
      revision: id,
      message: graph.revisions.get(id)?.message ?? "",
      applied,
      signature: signatures.get(id) ?? null,
      present: of("present"),
      missing: of("missing"),
      superseded: of("superseded"),
      unknown: effect.unknown,
    };
  });
}

type Verdict = "present" | "missing" | "superseded" | "tells nothing";

function judge(operation: Operation, applied: boolean, { live, wanted }: Findings): Verdict {
  const there = isPresent(operation, live);
  const atPlace = isPresent(operation, wanted);
  // What the structure of this place does not have either, later revisions have undone.
  if (applied) return atPlace === false ? "superseded" : there === false ? "missing" : "present";
  // A table that is not there lacks the column too that this revision would drop.
  return there === false ? "missing" : there === null || atPlace !== false ? "tells nothing" : "present";
}
