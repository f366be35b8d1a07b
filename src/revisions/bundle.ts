import { missingRevision } from "../core/errors/bundle.ts";
import { buildGraph } from "../core/graph/revision-graph.ts";
import type { Revision } from "../core/graph/revision.ts";
import type { DatabaseConfig } from "../settings/config.ts";
import { moduleRevision, sqlRevision } from "./load.ts";
import { inOrder } from "../core/repeatable/order.ts";
import { repeatableOf } from "./repeatable.ts";
import { remembered, type RevisionSource } from "./source.ts";

/** All revisions of a project as one value, as `mig bundle` writes it. */
export interface Bundle {
  /** The version of this form. */
  readonly bundle: 1;
  /** The settings that say how the revisions are run; none of them says where the database is. */
  readonly settings: DatabaseConfig;
  readonly revisions: readonly BundledRevision[];
  /** The repeatable scripts; absent where there are none. */
  readonly repeatables?: readonly { readonly path: string; readonly text: string }[];
}

/** One revision: its header, its checksum, and its code or its SQL. */
export interface BundledRevision {
  readonly header: Revision;
  /** That of the file it was made from. */
  readonly checksum: string;
  /** Runs the code of the revision, when it is needed, and gives what it exports. */
  readonly load?: () => Promise<object>;
  /** The text of an SQL revision. */
  readonly sql?: string;
}

/** The revisions of a bundle; no file is read. */
export function bundledRevisions(bundle: Bundle): RevisionSource {
  const byPath = new Map(bundle.revisions.map((revision) => [revision.header.path, revision]));
  const headers = bundle.revisions.map(({ header }) => header);
  return remembered({
    headers: () => headers,
    scripts: () => ({ locations: [], graph: buildGraph(headers) }),
    repeatables: async () =>
      inOrder((bundle.repeatables ?? []).map(({ path, text }) => repeatableOf(path, text))),
    async checksum(path) {
      const revision = byPath.get(path);
      if (revision === undefined) throw missingRevision({ path });
      return revision.checksum;
    },
    async load(path) {
      const revision = byPath.get(path);
      if (revision === undefined) throw missingRevision({ path });
      const { checksum, load, sql } = revision;
      const loaded =
        sql === undefined ? moduleRevision(path, { ...(await load?.()) }) : sqlRevision(path, sql);
      return { ...loaded, checksum, placeholders: [], text: sql ?? null };
    },
  });
}
