import { noSuchObject } from "../errors/database.ts";
import { objectExists } from "../errors/schema.ts";
import { none, structureOnly, type Facets } from "./facets.ts";
import { hazard } from "./hazard.ts";
import { call, type Operations } from "./operations.ts";
import { without } from "./update.ts";

/** Namespaces (PostgreSQL schemas). */
export const namespaceOperations: {
  readonly [K in "createSchema" | "dropSchema"]: Facets<Operations[K]>;
} = {
  createSchema: {
    apply([name], schema) {
      if (schema.namespaces.includes(name)) throw objectExists("schema", name, null);
      return { ...schema, namespaces: [...schema.namespaces, name] };
    },
    reverse: ([name]) => [call("dropSchema", name)],
    describe: ([name]) => `create schema ${name}`,
    hazards: none,
    losses: none,
    present: ([name], live) => live.namespaces.includes(name),
    dependencies: ([name]) => ({ provides: [`schema:${name}`] }),
    subject: () => null,
    sees: structureOnly,
    nullSpeaks: false,
  },

  dropSchema: {
    apply([name], schema) {
      if (!schema.namespaces.includes(name)) throw noSuchObject("schema", name, null);
      return { ...schema, namespaces: without(schema.namespaces, name) };
    },
    reverse: ([name]) => [call("createSchema", name)],
    describe: ([name]) => `drop schema ${name}`,
    hazards: ([name]) => [hazard("schema-not-empty", `the schema ${name} must be empty`)],
    losses: none,
    present: ([name], live) => !live.namespaces.includes(name),
    dependencies: ([name]) => ({ destroys: [`schema:${name}`] }),
    subject: () => null,
    sees: structureOnly,
    nullSpeaks: false,
  },
};
