import { literal } from "./literal.ts";
import { fillTemplate, type Template } from "./templates.ts";

/** What `mig init` knows of the project; null is left to the drizzle.config of the project. */
export interface NewConfig {
  readonly dialect: "postgresql" | "sqlite" | null;
  /** `environment`: the url is taken from the variable DATABASE_URL. */
  readonly url: string | null;
  readonly schema: string | null;
  readonly revisions: string;
  /** The name of the drizzle.config that is read for the rest. */
  readonly kit: string | null;
}

/** The text of a new `migrate.config.ts`. */
export function renderConfig(template: Template, config: NewConfig): string {
  const said = (value: string | null): string | null => (value === null ? null : literal(value));
  const text = fillTemplate(template, "migrate.config.ts.eta", {
    dialect: said(config.dialect),
    url: config.url === "environment" ? 'process.env["DATABASE_URL"] ?? ""' : said(config.url),
    schema: said(config.schema),
    revisions: literal(config.revisions),
    template: literal(template.name),
    kit: config.kit,
  });
  return `${text.trimEnd()}\n`;
}
