import { literal } from "./literal.ts";
import { fillTemplate, type Template } from "./templates.ts";

/** What `mig init` knows of the project. */
export interface NewConfig {
  readonly dialect: "postgresql" | "sqlite";
  /** null: the url is taken from the environment variable DATABASE_URL. */
  readonly url: string | null;
  readonly schema: string;
  readonly revisions: string;
}

/** The text of a new `migrate.config.ts`. */
export function renderConfig(template: Template, config: NewConfig): string {
  const text = fillTemplate(template, "migrate.config.ts.eta", {
    dialect: literal(config.dialect),
    url: config.url === null ? 'process.env["DATABASE_URL"] ?? ""' : literal(config.url),
    schema: literal(config.schema),
    revisions: literal(config.revisions),
    template: literal(template.name),
  });
  return `${text.trimEnd()}\n`;
}
