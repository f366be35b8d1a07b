import { rm } from "node:fs/promises";
import { renderRevision } from "../rendering/revision-file.ts";
import { findTemplate } from "../rendering/templates.ts";
import { unknownTemplate } from "../core/errors/files.ts";
import type { Environment } from "../project/environment.ts";
import { absolute } from "../revisions/directory.ts";
import { revisionFolder, writeRevision } from "../revisions/write.ts";
import { asRevision } from "./as-revision.ts";
import type { Converted } from "./convert.ts";

/** Write migrations as SQL revisions, all or none; returns the paths relative to the project. */
export async function writeConverted(
  environment: Environment,
  converted: readonly Converted[],
): Promise<readonly string[]> {
  const written: string[] = [];
  const { graph, locations } = environment.scripts();
  const folder = revisionFolder(environment, null, []);
  let files = graph.files;
  try {
    for (const each of converted) {
      // Everybody who imports gets the same files, so that their time is the migration's.
      const at: Environment = {
        ...environment,
        now: () => new Date(each.migration.when),
        scripts: () => ({ locations, graph: { ...graph, files } }),
      };
      const { id, downRevisions, dependsOn, branchLabels, replaces, message } = asRevision(each);
      const revision = { id, downRevisions, dependsOn, branchLabels, replaces, message };
      const text = (createdAt: string): string => textOf(each, createdAt);
      written.push(await writeRevision(at, revision, { folder, ending: "sql", text }));
      files = [...files, asRevision(each)];
    }
  } catch (error) {
    for (const path of written) await rm(absolute(environment.settings, path), { force: true });
    throw error;
  }
  return written;
}

function textOf(
  { id, migration, downRevisions, transaction, remark, repairs, ...bodies }: Converted,
  createdAt: string,
): string {
  const template = findTemplate("sql");
  if (template === null) throw unknownTemplate({ name: "sql", known: [] });
  const said = ["Imported from drizzle-kit.", ...repairs, ...(remark === null ? [] : [remark])].join("\n");
  const header = {
    revision: id,
    downRevisions,
    branchLabels: [],
    dependsOn: [],
    replaces: [],
    message: `${migration.name}\n\n${said}`,
    createdAt,
    transaction,
    breaking: null,
  };
  const body = (statements: readonly string[]): { operations: []; statements: readonly string[] } => ({
    operations: [],
    statements,
  });
  return renderRevision(template, header, {
    upgrade: body(bodies.upgrade),
    downgrade: bodies.downgrade === null ? null : body(bodies.downgrade),
  });
}
