import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileExists, unknownTemplate } from "../core/errors/files.ts";
import { renderConfig } from "../rendering/config-file.ts";
import { findTemplate, packageTemplates } from "../rendering/templates.ts";
import { findConfig } from "../project/find-config.ts";
import { dialectOf } from "../project/settings.ts";

export interface InitOptions {
  /** The folder of the project; it is made where it is missing. */
  readonly folder: string;
  /** The folder of revisions, relative to the project. */
  readonly revisions?: string;
  /** A template of the package: it is copied into the project, where it may be changed. */
  readonly template?: string;
  readonly dialect?: "postgresql" | "sqlite";
  readonly url?: string;
  readonly schema?: string;
}

export interface InitResult {
  /** The files and folders that were made, relative to the project. */
  readonly written: readonly string[];
}

/** Start a project: a configuration and a folder for revisions. A drizzle.config is read for what it knows. */
export async function init(options: InitOptions): Promise<InitResult> {
  const folder = resolve(options.folder);
  const config = join(folder, "migrate.config.ts");
  if (existsSync(config)) throw fileExists(config);
  const template = findTemplate(options.template ?? "typescript");
  if (template === null)
    throw unknownTemplate(
      options.template ?? "",
      packageTemplates().map(({ name }) => name),
    );
  const known = await drizzleConfig(folder);
  const revisions = options.revisions ?? "./revisions";
  const dialect = options.dialect ?? dialectOf(options.url) ?? known.dialect ?? "sqlite";
  const url = options.url ?? known.url ?? (dialect === "sqlite" ? "file:./app.db" : null);
  const copied = options.template === undefined ? null : `./templates/${template.name}`;
  if (copied !== null && existsSync(join(folder, copied))) throw fileExists(join(folder, copied));
  const text = renderConfig(copied === null ? template : { ...template, name: copied }, {
    dialect,
    url,
    schema: options.schema ?? known.schema ?? "./src/schema.ts",
    revisions,
  });

  await mkdir(join(folder, revisions), { recursive: true });
  await writeFile(config, text, { flag: "wx" });
  if (copied !== null) {
    await mkdir(join(folder, copied), { recursive: true });
    for (const file of await readdir(template.folder))
      await copyFile(join(template.folder, file), join(folder, copied, file));
  }
  return {
    written: [
      "migrate.config.ts",
      `${revisions.replace(/^\.\//u, "")}/`,
      ...(copied === null ? [] : [`${copied.slice(2)}/`]),
    ],
  };
}

async function drizzleConfig(
  folder: string,
): Promise<{ dialect?: "postgresql" | "sqlite"; url?: string; schema?: string }> {
  const path = ["ts", "js", "json"]
    .map((ending) => join(folder, `drizzle.config.${ending}`))
    .find((each) => existsSync(each));
  if (path === undefined) return {};
  const { dialect, url, schema } = (await findConfig(folder, path)).config;
  const first = typeof schema === "string" ? schema : schema?.[0];
  return {
    ...(dialect === undefined ? {} : { dialect }),
    ...(typeof url === "string" ? { url } : {}),
    ...(first === undefined ? {} : { schema: first }),
  };
}
