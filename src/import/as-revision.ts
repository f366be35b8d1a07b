import type { Revision } from "../core/graph/revision.ts";
import type { Converted } from "./convert.ts";

/** A migration as a revision of the graph, before its file is there. */
export function asRevision({
  id,
  migration,
  downRevisions,
}: Pick<Converted, "id" | "migration" | "downRevisions">): Revision {
  return {
    id,
    downRevisions,
    dependsOn: [],
    branchLabels: [],
    replaces: [],
    message: migration.name,
    doc: migration.name,
    createdAt: new Date(migration.when).toISOString(),
    path: migration.name,
    line: null,
  };
}
