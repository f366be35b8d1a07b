import { readdirSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Eta } from "eta";
import { templateFailed, templateIncomplete } from "../core/errors/rendering.ts";
import { codeOf } from "../core/thrown.ts";

/** A folder of templates: how revisions, and the configuration of a new project, are written. */
export interface Template {
  readonly name: string;
  readonly folder: string;
  /** One line of its README. */
  readonly description: string;
  /** What a revision file of it is. */
  readonly flavour: "typescript" | "sql";
}

/** The templates that come with the package, sorted by name. */
export function packageTemplates(): readonly Template[] {
  const folder = fileURLToPath(new URL("../../templates/", import.meta.url));
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return names
    .map(({ name }) => openTemplate(join(folder, name), name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A template by the name of one of the package's, or by the absolute path of a folder; null when there is none. */
export function findTemplate(nameOrFolder: string): Template | null {
  const known = packageTemplates().find(({ name }) => name === nameOrFolder);
  if (known !== undefined) return known;
  // A relative path would depend on where we stand.
  if (!isAbsolute(nameOrFolder)) return null;
  const isFolder = statSync(nameOrFolder, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder ? openTemplate(nameOrFolder, nameOrFolder) : null;
}

/** Fill a file of the template in. `data` is known as `it` there. */
export function fillTemplate(template: Template, file: string, data: object): string {
  const path = join(template.folder, file);
  let source: string;
  try {
    source = readFileSync(path, "utf8");
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") throw templateIncomplete({ folder: template.name, wanted: file });
    throw cause;
  }
  try {
    return new Eta({ autoEscape: false, autoTrim: false }).renderString(source, data);
  } catch (cause) {
    // A template is code, which may throw anything.
    throw templateFailed({ path }, cause);
  }
}

function openTemplate(folder: string, name: string): Template {
  const files = readdirSync(folder);
  const lines = files.includes("README.md")
    ? readFileSync(join(folder, "README.md"), "utf8").split("\n")
    : [];
  const description =
    lines.map((line) => line.replace(/^#+\s*/u, "").trim()).find((line) => line !== "") ?? "";
  return { name, folder, description, flavour: files.includes("revision.sql.eta") ? "sql" : "typescript" };
}
