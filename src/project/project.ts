import type { Project } from "./environment.ts";
import { openProject as openEnvironment, type OpenOptions } from "./open-project.ts";

/** Open a project: read its configuration, nothing else yet. Several can be open at once. */
export async function openProject(options: OpenOptions = {}): Promise<Project> {
  return openEnvironment(options);
}
