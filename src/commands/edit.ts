import { spawn } from "node:child_process";
import { editorFailed } from "../core/errors/files.ts";
import { badUsage } from "../core/errors/run.ts";
import { absolute } from "../revisions/directory.ts";
import { namedRevisions } from "./show.ts";
import { environmentOf, type Project } from "../project/environment.ts";

export interface EditResult {
  /** The files that were opened. */
  readonly paths: readonly string[];
}

/** Open the files of revisions in the editor of VISUAL or EDITOR, and wait for it. */
export async function edit(project: Project, options: { readonly revision: string }): Promise<EditResult> {
  const environment = environmentOf(project);
  const { found } = await namedRevisions(environment, options.revision);
  if (found.length === 0)
    throw badUsage(
      `${options.revision} stands for no revision file.`,
      "Name a revision; `mig history` lists them.",
    );
  const paths = found.map((revision) => absolute(environment.settings, revision.path));
  const { VISUAL, EDITOR } = environment.env;
  const editor = VISUAL ?? EDITOR ?? "vi";
  // An editor may come with arguments of its own, as in EDITOR="code --wait".
  const [program = "vi", ...args] = editor.split(/\s+/u).filter((part) => part !== "");
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(program, [...args, ...paths], { stdio: "inherit" });
    child.on("error", reject);
    child.on("close", resolve);
  }).catch((cause: unknown) => {
    // Nothing but the start of the program can fail.
    throw editorFailed({ editor }, cause);
  });
  if (code !== 0) throw editorFailed({ editor }, new Error(`it ended with ${code}`));
  return { paths: found.map((revision) => revision.path) };
}
