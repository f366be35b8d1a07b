import { notAHead, nothingToMerge } from "../core/errors/new-revision.ts";
import { resolveRevisions } from "../core/graph/resolve.ts";
import { emptyBody } from "../rendering/revision-file.ts";
import { newRevisionId, revisionFolder, type NewRevision } from "../revisions/write.ts";
import { openTemplate, result, writeRevisionFile, type RevisionResult } from "./revision.ts";
import { environmentOf, type Project } from "../project/environment.ts";

export interface MergeOptions {
  /** The revisions to join; `heads` for all heads. */
  readonly revisions: readonly string[];
  readonly message?: string;
  readonly branchLabels?: readonly string[];
  readonly revisionId?: string;
  readonly splice?: boolean;
  readonly versionPath?: string;
}

/** Write a revision that joins several heads. Never connects. */
export async function merge(project: Project, options: MergeOptions): Promise<RevisionResult> {
  const environment = environmentOf(project);
  const { graph } = environment.scripts();
  const found = [
    ...new Set(options.revisions.flatMap((name) => resolveRevisions(graph, name, []).map((each) => each.id))),
  ];
  if (found.length < 2) throw nothingToMerge({ found });
  const followed = found.find((id) => !graph.heads.includes(id));
  if (followed !== undefined && options.splice !== true) throw notAHead({ revision: followed });
  const planned: NewRevision = {
    id: options.revisionId ?? newRevisionId(environment),
    downRevisions: found,
    dependsOn: [],
    branchLabels: options.branchLabels ?? [],
    replaces: [],
    message: options.message ?? `merge ${found.join(" and ")}`,
  };
  const folder = revisionFolder(environment, options.versionPath ?? null, found);
  const template = openTemplate(environment);
  const path = await writeRevisionFile(environment, planned, {
    template,
    folder,
    upgrade: emptyBody,
    downgrade: emptyBody,
    breaking: null,
  });
  return { ...result(planned, path), changes: [], warnings: [], proven: null, stamped: false };
}
