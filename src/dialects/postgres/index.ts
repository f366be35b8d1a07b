import type { Dialect } from "../dialect.ts";
import { access } from "./access.ts";
import { backup, prepareRestore } from "./backup.ts";
import { canonical } from "./canonical.ts";
import { compile, readsSchema } from "./compile.ts";
import { exactRows } from "./exact/rows.ts";
import { introspect } from "./introspect.ts";
import { rules } from "./rules.ts";
import { scratch } from "./scratch.ts";
import { settle } from "./settle.ts";
import { split } from "./split.ts";
import { maxParameters } from "./sql/data.ts";

/** PostgreSQL 14 and younger, through the driver `postgres`. */
export const postgres: Dialect = {
  ...access,
  traits: { namespaces: true, enums: true, rebuilds: false, inProcess: false, maxParameters },
  rules,
  canonical,
  readsSchema,
  compile,
  split,
  introspect,
  settle,
  exactRows,
  scratch,
  backup,
  prepareRestore,
};
