import { describe, expect, it, onTestFinished } from "vitest";
import { dialects } from "../support/project.ts";
import { createDrizzleProject, play, readBy, scenariosOf, storyOf } from "../support/scenario.ts";

describe.each(dialects)("autogenerate on %s", (dialect) => {
  it.each(scenariosOf(dialect))("leads there and back: %s", async (name) => {
    const project = await createDrizzleProject(dialect);
    onTestFinished(() => project.remove());
    const story = await storyOf(dialect, name);
    const written = await play(project, name, story);
    for (const warning of story.warns ?? []) expect(written.warnings.join("\n")).toMatch(warning);
    // 1.0 has no such setting.
    if (story.config?.casing === undefined)
      expect(await readBy(project, "drizzle-orm-v1", story)).toEqual([]);
  });
});
