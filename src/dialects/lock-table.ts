import { formatName, parseName, sibling } from "../core/schema/names.ts";

/** The name of the table that holds a runner's lease, see the lock of PostgreSQL. */
export function lockTable(versionTable: string): string {
  const name = parseName(versionTable) ?? { schema: null, name: versionTable };
  return formatName(sibling(name, `${name.name}_lock`));
}
