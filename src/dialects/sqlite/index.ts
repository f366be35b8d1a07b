import type { Dialect } from "../dialect.ts";
import { access } from "./access.ts";
import { backup, prepareRestore } from "./backup/backup.ts";
import { canonical } from "./normalize/canonical.ts";
import { compile, readsSchema } from "./ddl/compile.ts";
import { outcomeOf } from "./outcome.ts";
import { losslessRows } from "./rows/rows.ts";
import { bystanders } from "./introspect/bystanders.ts";
import { observe } from "./introspect/observe.ts";
import { introspect } from "./introspect/introspect.ts";
import { viewColumns } from "./introspect/view-columns.ts";
import { rules } from "./rules.ts";
import { scratch } from "./driver/scratch.ts";
import { normalize } from "./normalize/normalize.ts";
import { lexical } from "./lexical.ts";
import { maxParameters } from "./ddl/rows.ts";
import { capabilitiesOf, olderOf } from "./driver/version.ts";

/** Settings of the dialect. */
export interface SqliteOptions {
  /** The version to write statements for; absent: the oldest that it has connected to. */
  readonly version?: string;
}

/** SQLite for one version, or for the one that is connected to. */
export function createSqlite(options: SqliteOptions = {}): Dialect {
  let version = options.version ?? null;
  return {
    ...access,
    traits: { namespaces: false, enums: false, rebuilds: true, inProcess: true, maxParameters },
    rules,
    canonical,
    readsSchema: (operation) => readsSchema(operation, capabilitiesOf(version)),
    compile: (operations, before) => compile(operations, before, capabilitiesOf(version)),
    lexical,
    async connect(target) {
      const connection = await access.connect(target);
      const [row] = await connection.query("SELECT sqlite_version() AS version");
      // Two drivers in one process bring an engine each; what the older one takes, both do.
      if (options.version === undefined) version = olderOf(version, String(row?.["version"]));
      return connection;
    },
    introspect,
    viewColumns,
    bystanders,
    // Nothing of SQLite leans on what its tables and views do not say themselves.
    surround: async () => [],
    normalize: async (_connection, wanted, live) => normalize(wanted, live),
    outcomeOf,
    observe,
    facts: async () => ({ version: null, partitioned: [], scans: null }),
    // Whatever it is, one writer works and all others wait.
    online: null,
    losslessRows,
    scratch,
    backup,
    prepareRestore,
  };
}

/** SQLite, by the driver better-sqlite3. */
export const sqlite: Dialect = createSqlite();
