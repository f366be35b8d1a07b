import { readFileSync } from "node:fs";
import type { Environment } from "../project/environment.ts";
import { absolute } from "../revisions/directory.ts";

/**
 * Namespaces that the project's revisions make, by the text of their calls: they are ours to look at even when
 * the Drizzle schema no longer speaks of them.
 */
export function madeNamespaces(environment: Environment): readonly string[] {
  const { graph } = environment.scripts();
  const made = new Set<string>();
  for (const { path } of graph.revisions.values()) {
    const text = readFileSync(absolute(environment.settings, path), "utf8");
    for (const [, name] of text.matchAll(/\bcreateSchema\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/gu))
      if (name !== undefined) made.add(name.slice(1, -1).replaceAll(/\\(.)/gu, "$1"));
    if (!path.endsWith(".sql")) continue;
    for (const [, name] of text.matchAll(/^\s*CREATE SCHEMA ("(?:[^"]|"")*")/gimu))
      if (name !== undefined) made.add(name.slice(1, -1).replaceAll('""', '"'));
  }
  return [...made];
}
