import type { Dialect } from "../dialect.ts";
import { access } from "./access.ts";
import { backup, prepareRestore } from "./backup/backup.ts";
import { canonical } from "./normalize/canonical.ts";
import { compile, readsSchema } from "./ddl/compile.ts";
import { mayUseLabel } from "./ddl/enum.ts";
import { onlineForm, replacing } from "./online/forms.ts";
import { sizesOf } from "./online/sizes.ts";
import { outcomeOf } from "./outcome.ts";
import { losslessRows } from "./rows/rows.ts";
import { bystanders } from "./introspect/bystanders.ts";
import { observe } from "./introspect/observe.ts";
import { facts } from "./introspect/facts.ts";
import { missing } from "./missing.ts";
import { introspect } from "./introspect/introspect.ts";
import { viewColumns } from "./introspect/view-columns.ts";
import { rules } from "./rules.ts";
import { scratch } from "./driver/scratch.ts";
import { surround } from "./driver/surround.ts";
import { normalize } from "./normalize/normalize.ts";
import { lexical } from "./lexical.ts";
import { maxParameters } from "./ddl/rows.ts";
import { unseen } from "./unseen.ts";

/** PostgreSQL 14 and newer, through the driver `postgres`. */
export const postgres: Dialect = {
  ...access,
  traits: { namespaces: true, enums: true, rebuilds: false, inProcess: false, maxParameters },
  // What versions differ in is asked where it matters.
  forEngine: () => postgres,
  rules,
  canonical,
  readsSchema,
  compile,
  lexical,
  introspect,
  viewColumns,
  bystanders,
  surround,
  normalize,
  missing,
  outcomeOf,
  facts,
  online: { sizesOf, formOf: onlineForm, replacing, usesLabel: mayUseLabel },
  observe,
  unseen,
  losslessRows,
  scratch,
  backup,
  prepareRestore,
};
