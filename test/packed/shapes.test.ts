import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compiledSource } from "../support/ask.ts";
import { installProject, type InstalledProject } from "./installed-project.ts";
import { shapes, type Shape } from "./shapes.ts";

/** Whole projects, run as their users run them: the command line of the compiled package, in their folder. */
describe("a project with", () => {
  it.each(shapes)("$title is understood", async (shape) => {
    const project = installShape(await compiledSource(), shape);
    const ran = async (line: string): Promise<{ readonly stdout: string; readonly stderr: string }> => {
      const { code, ...texts } = await project.mig(line, shape.in === undefined ? {} : { in: shape.in });
      if (code !== 0) throw new Error(`mig ${line}: ${texts.stderr}${texts.stdout}`);
      return texts;
    };
    try {
      const hasRevisions = Object.keys(shape.files).some((path) => path.startsWith("revisions/"));
      if (!hasRevisions) {
        await ran("revision --autogenerate -m first");
        // Nothing was to be written to it yet.
        expect(existsSync(join(project.folder, "app.db"))).toBe(false);
      }
      await ran("upgrade heads");
      expect(project.tables()).toEqual(shape.tables);
      const { stderr } = await ran("check");
      if (shape.warning === undefined) expect(stderr).toBe("");
      else expect(stderr).toMatch(shape.warning);
    } finally {
      project.remove();
    }
  });
});

function installShape(compiled: string, { files, schema, links }: Shape): InstalledProject {
  const config = { dialect: "sqlite", url: "file:./app.db", schema };
  return installProject(
    compiled,
    schema === undefined
      ? files
      : { ...files, "migrate.config.ts": `export default ${JSON.stringify(config)};\n` },
    links,
  );
}
