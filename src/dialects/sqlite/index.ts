import type { Dialect } from "../dialect.ts";
import { access } from "./access.ts";
import { backup, prepareRestore } from "./backup/backup.ts";
import { canonical } from "./normalize/canonical.ts";
import { compile, readsSchema } from "./ddl/compile.ts";
import { outcomeOf } from "./outcome.ts";
import { losslessRows } from "./rows/rows.ts";
import { bystanders } from "./introspect/bystanders.ts";
import { observe } from "./introspect/observe.ts";
import { missing } from "./missing.ts";
import { introspect } from "./introspect/introspect.ts";
import { viewColumns } from "./introspect/view-columns.ts";
import { rules } from "./rules.ts";
import { scratch } from "./driver/scratch.ts";
import { normalize } from "./normalize/normalize.ts";
import { lexical } from "./lexical.ts";
import { maxParameters } from "./ddl/rows.ts";
import { capabilitiesOf } from "./driver/version.ts";

/** SQLite of a version; null is one that is not known, for which statements are written that all of them take. */
export function createSqlite(version: string | null): Dialect {
  const capabilities = capabilitiesOf(version);
  return {
    ...access,
    traits: { namespaces: false, enums: false, rebuilds: true, inProcess: true, maxParameters },
    forEngine: ({ engineVersion }) => createSqlite(engineVersion),
    rules,
    canonical,
    readsSchema: (operation) => readsSchema(operation, capabilities),
    compile: (operations, before) => compile(operations, before, capabilities),
    lexical,
    introspect,
    viewColumns,
    bystanders,
    // Nothing of SQLite leans on what its tables and views do not say themselves.
    surround: async () => [],
    normalize: async (_connection, wanted, live) => normalize(wanted, live),
    missing,
    outcomeOf,
    observe,
    facts: async () => ({ version: null, partitioned: [], scans: null }),
    // Whatever it is, one writer works and all others wait.
    online: null,
    unseen: null,
    losslessRows,
    scratch,
    backup,
    prepareRestore,
  };
}

/** SQLite, whatever its version. */
export const sqlite: Dialect = createSqlite(null);
