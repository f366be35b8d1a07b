import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { fileExists, unknownTemplate } from "../core/errors/files.ts";
import { renderConfig, type NewConfig } from "../rendering/config-file.ts";
import { findTemplate, packageTemplates } from "../rendering/templates.ts";
import { drizzleConfigIn, readDefaultExport } from "../settings/find-config.ts";
import { dialectOfUrl } from "../dialects/dialect-of.ts";
import { whatIsThere } from "./init/what-is-there.ts";
import { writeWhole } from "../revisions/write-whole.ts";

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
  /** What was noticed: a history of another tool, a database that has tables already. */
  readonly noticed: readonly string[];
  /** What to do next: a command, or what to set. */
  readonly next: readonly string[];
}

/**
 * Start a project: a configuration and a folder for revisions. What a drizzle.config knows is left to it; no
 * secret is written.
 */
export async function init(options: InitOptions): Promise<InitResult> {
  const folder = resolve(options.folder);
  const config = join(folder, "migrate.config.ts");
  if (existsSync(config)) throw fileExists({ path: config });
  const template = findTemplate(options.template ?? "typescript");
  if (template === null)
    throw unknownTemplate({
      name: options.template ?? "",
      known: packageTemplates().map(({ name }) => name),
    });
  const revisions = options.revisions ?? "./revisions";
  const copied = options.template === undefined ? null : `./templates/${template.name}`;
  if (copied !== null && existsSync(join(folder, copied))) throw fileExists({ path: join(folder, copied) });
  const kit = drizzleConfigIn(folder);
  const chosen = kit === null ? alone(options) : withKitConfig(options, await keysOf(kit));
  const text = renderConfig(copied === null ? template : { ...template, name: copied }, {
    ...chosen,
    revisions,
    kit: kit === null ? null : basename(kit),
  });

  await mkdir(join(folder, revisions), { recursive: true });
  await writeWhole(config, text);
  if (copied !== null) {
    await mkdir(join(folder, copied), { recursive: true });
    for (const file of await readdir(template.folder))
      await copyFile(join(template.folder, file), join(folder, copied, file));
  }
  const { noticed, steps } = await whatIsThere(folder, options.url);
  return {
    written: [
      "migrate.config.ts",
      `${revisions.replace(/^\.\//u, "")}/`,
      ...(copied === null ? [] : [`${copied.slice(2)}/`]),
    ],
    noticed,
    next: [
      ...(chosen.url === "environment" ? ["Set DATABASE_URL to the url of the database."] : []),
      ...steps,
    ],
  };
}

type Chosen = Pick<NewConfig, "dialect" | "url" | "schema">;

/** A configuration that says everything itself. */
function alone(options: InitOptions): Chosen {
  const dialect = options.dialect ?? dialectOfUrl(options.url) ?? "sqlite";
  return {
    dialect,
    url: addressOf(options.url) ?? (dialect === "sqlite" ? "file:./app.db" : "environment"),
    schema: options.schema ?? "./src/schema.ts",
  };
}

/** A configuration that says what the drizzle.config in its folder does not, and what was given. */
function withKitConfig(options: InitOptions, known: ReadonlySet<string> | null): Chosen {
  const says = (key: string): boolean => known === null || known.has(key);
  const whole = alone(options);
  return {
    dialect: options.dialect ?? (says("dialect") ? null : whole.dialect),
    url: addressOf(options.url) ?? (says("dbCredentials") || says("driver") ? null : whole.url),
    schema: options.schema ?? (says("schema") ? null : whole.schema),
  };
}

/** A url as it may be written down: one with a password or a token is taken from the environment. */
function addressOf(url: string | undefined): string | null {
  if (url === undefined) return null;
  return /^\w+:\/\/[^/?#]*:[^/?#]*@|[?&](?:authToken|password)=/u.test(url) ? "environment" : url;
}

/** The settings that a drizzle.config has; null where it cannot be read now, as without its environment. */
async function keysOf(path: string): Promise<ReadonlySet<string> | null> {
  try {
    return new Set(Object.keys(Object(await readDefaultExport(path))));
  } catch {
    // It is the user's code, which may throw anything.
    return null;
  }
}
