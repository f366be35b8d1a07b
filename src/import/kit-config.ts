import { resolve } from "node:path";
import { formatName } from "../core/schema/names.ts";
import { drizzleConfigIn, readDefaultExport } from "../settings/find-config.ts";
import type { Settings } from "../settings/settings.ts";

/** What of drizzle-kit's own configuration an import needs. */
export interface KitConfig {
  /** The absolute path of the folder of migrations. */
  readonly folder: string;
  /** The table of what was run, as a name. */
  readonly table: string;
}

/**
 * Read the drizzle.config in the folder of our configuration; without one, kit's defaults hold. Where the folder is given, one
 * that cannot be loaded does not keep from reading it.
 */
export async function readKitConfig(settings: Settings, folder: string | null): Promise<KitConfig> {
  const path = drizzleConfigIn(settings.root);
  const read =
    path === null
      ? {}
      : await readDefaultExport(path).catch((error: unknown) => {
          if (folder === null) throw error;
          return {};
        });
  const { out, migrations } = (typeof read === "object" && read !== null ? read : {}) as Readonly<
    Record<string, unknown>
  >;
  const { table, schema } = (
    typeof migrations === "object" && migrations !== null ? migrations : {}
  ) as Readonly<Record<string, unknown>>;
  return {
    folder: resolve(settings.root, folder ?? (typeof out === "string" ? out : "./drizzle")),
    table: formatName({
      schema: settings.dialect === "sqlite" ? null : typeof schema === "string" ? schema : "drizzle",
      name: typeof table === "string" ? table : "__drizzle_migrations",
    }),
  };
}
