import { resolve } from "node:path";
import { shown } from "../revisions/directory.ts";
import { bundleText } from "../revisions/write-bundle.ts";
import { environmentOf, type Project } from "../project/environment.ts";
import { writeWhole } from "../revisions/write-whole.ts";

export interface BundleOptions {
  /** The file to write, relative to the working directory; without one the text is returned. */
  readonly output?: string;
}

export interface BundleResult {
  /** How many revisions there are. */
  readonly revisions: number;
  /** The files that were written, relative to the project. */
  readonly written: readonly string[];
  /** The text of the module when no file was asked for. */
  readonly text?: string;
}

/** Write all revisions into one plain JavaScript module, for `migrate({ bundle })`. */
export async function bundle(project: Project, options: BundleOptions = {}): Promise<BundleResult> {
  const environment = environmentOf(project);
  const text = await bundleText(environment);
  const revisions = environment.scripts().graph.revisions.size;
  if (options.output === undefined) return { revisions, written: [], text };
  const path = resolve(options.output);
  const types = path.replace(/\.([cm]?)[jt]s$/u, ".d.$1ts");
  await writeWhole(path, text, { over: true });
  const written = [path];
  if (types !== path) {
    await writeWhole(
      types,
      `import type { Bundle } from "drizzle-mig";\ndeclare const bundle: Bundle;\nexport default bundle;\n`,
      { over: true },
    );
    written.push(types);
  }
  return { revisions, written: written.map((each) => shown(environment.settings, each)) };
}
