import type { Dialect } from "../dialect.ts";
import { backup, restore } from "./backup.ts";
import { canonical } from "./canonical.ts";
import { compile, readsSchema } from "./compile.ts";
import { connect } from "./connection.ts";
import { identifier } from "./identifiers.ts";
import { introspect } from "./introspect.ts";
import { literal } from "./literal.ts";
import { rules } from "./rules.ts";
import { scratch } from "./scratch.ts";
import { settle } from "./settle.ts";
import { split } from "./split.ts";
import { maxParameters } from "./sql/data.ts";

/** PostgreSQL 14 and younger, through the driver `postgres`. */
export const postgres: Dialect = {
  name: "postgresql",
  traits: { namespaces: true, enums: true, rebuilds: false, inProcess: false, maxParameters },
  rules,
  canonical,
  readsSchema,
  compile,
  literal,
  identifier,
  split,
  placeholder: (position) => `$${position}`,
  connect,
  introspect,
  settle,
  scratch,
  backup,
  restore,
};
