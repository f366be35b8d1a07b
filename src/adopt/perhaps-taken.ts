import type { Effect } from "../core/adopt/find-applied.ts";
import type { Objects } from "../core/adopt/objects.ts";
import type { RevisionGraph } from "../core/graph/revision-graph.ts";
import { required } from "../core/graph/traverse.ts";
import type { Operation } from "../core/operations/operations.ts";
import type { Lexical } from "../core/sql/lexical.ts";
import { statementsOf } from "../core/sql/statements.ts";
import { isWord, tokensOf } from "../core/sql/tokens.ts";
import { speaksOf } from "../core/sql/written-name.ts";
import type { Origins } from "./discrepancies.ts";
import type { Effects } from "./effects.ts";

/** What is known when objects of a place are missing. */
export interface Absence {
  readonly graph: RevisionGraph;
  readonly effects: ReadonlyMap<string, Effect>;
  readonly calls: Effects["calls"];
  readonly origins: Origins;
  readonly applied: ReadonlySet<string>;
  /** The objects of the place. */
  readonly objects: Objects;
  readonly lexical: Lexical;
}

/**
 * Of the objects that are missing those that a later revision may have taken away, of which it is not known what it does:
 * each with that revision. Its text has to speak of the object, or of its table, where it drops or renames.
 */
export async function perhapsTaken(
  missing: readonly string[],
  { graph, effects, calls, origins, applied, objects, lexical }: Absence,
): Promise<ReadonlyMap<string, string>> {
  const suspects = [...applied].filter((id) => (effects.get(id)?.unknown ?? null) !== null);
  const taken = new Map<string, string>();
  for (const suspect of missing.length === 0 ? [] : suspects) {
    const below = required(graph, [suspect]);
    const operations = await calls(suspect);
    for (const object of missing) {
      const maker = origins.makers.get(object);
      if (maker === undefined || maker === suspect || !below.has(maker)) continue;
      if (operations === null || takes(operations, object, objects.get(object) ?? null, lexical))
        taken.set(object, suspect);
    }
  }
  // With a table go its parts.
  for (const object of missing) {
    const by = taken.get(objects.get(object) ?? "");
    if (by !== undefined) taken.set(object, by);
  }
  return taken;
}

/** Say it, revision by revision. */
export function sayTaken(taken: ReadonlyMap<string, string>, objects: Objects): readonly string[] {
  return [...new Set(taken.values())].map((revision) => {
    const whole = [...taken]
      .filter(([object, by]) => by === revision && !taken.has(objects.get(object) ?? ""))
      .map(([object]) => object);
    const [is, them] = whole.length === 1 ? ["is", "it"] : ["are", "them"];
    return `${whole.join(", ")} ${is} missing; ${revision}, of whose SQL not all is known, may have taken ${them} away.`;
  });
}

function takes(
  operations: readonly Operation[],
  object: string,
  owner: string | null,
  lexical: Lexical,
): boolean {
  const name = (owner ?? object).replace(/^.*[ .]/u, "");
  return operations.some(
    (operation) =>
      operation.kind === "execute" &&
      statementsOf(operation.args[0], lexical).some(
        ({ sql }) => takesAway(sql, owner !== null, lexical) && speaksOf(sql, lexical, name),
      ),
  );
}

/** Whether a statement drops or renames; a part of something also within an `ALTER`. */
function takesAway(sql: string, isPart: boolean, lexical: Lexical): boolean {
  const tokens = tokensOf(sql, lexical);
  if (isWord(tokens[0], "DROP")) return true;
  if (!isWord(tokens[0], "ALTER")) return false;
  return tokens.some(
    (token, at) =>
      (isWord(token, "RENAME") && (isPart || isWord(tokens[at + 1], "TO"))) ||
      (isPart && isWord(token, "DROP")),
  );
}
