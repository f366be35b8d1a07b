import { createHash } from "node:crypto";
import type { Operation } from "../core/operations/operations.ts";
import type { Policy, Schema } from "../core/schema/schema.ts";
import type { Dialect, Scratch } from "../dialects/dialect.ts";

/**
 * The dialect for a scratch database, on which no role of the server is touched: those that operations make there
 * have other names, which the scratch database takes with it, and SQL is run without what it does to the server. Who looks at the structure sees their own names, of which
 * `standIns` knows the others.
 */
export function withStandInRoles(
  dialect: Dialect,
  scratch: Scratch,
): { readonly dialect: Dialect; readonly standIns: ReadonlyMap<string, string> } {
  const standIns = new Map<string, string>();
  const make = (name: string): string => {
    const known = standIns.get(name);
    if (known !== undefined) return known;
    const standIn = `${scratch.rolePrefix}${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
    standIns.set(name, standIn);
    return standIn;
  };
  /** A role that was not made here is one of the server. */
  const forth = (name: string): string => standIns.get(name) ?? name;
  const back = (name: string): string => [...standIns].find(([, standIn]) => standIn === name)?.[0] ?? name;
  const sparing: Dialect = {
    ...dialect,
    compile: (operations, before) =>
      dialect.compile(
        operations.map((operation) =>
          operation.kind === "execute"
            ? { ...operation, args: [scratch.sparing(operation.args[0]), operation.args[1] ?? ""] }
            : renamed(operation, forth, make),
        ),
        withRoles(before, forth),
      ),
    async introspect(connection, scope) {
      const found = await dialect.introspect(connection, scope);
      if (standIns.size === 0) return found;
      const { roles } = await dialect.bystanders(connection, scope);
      return {
        ...withRoles(found, back),
        roles: roles.flatMap(({ role }) => {
          const name = back(role.name);
          return name === role.name ? [] : [{ ...role, name }];
        }),
      };
    },
  };
  return { dialect: sparing, standIns };
}

type Naming = (name: string) => string;

function renamed(operation: Operation, known: Naming, make: Naming): Operation {
  switch (operation.kind) {
    case "createRole": {
      const [spec] = operation.args;
      return { ...operation, args: [{ ...spec, name: make(spec.name) }] };
    }
    case "alterRole": {
      const [name, change] = operation.args;
      return { ...operation, args: [make(name), change] };
    }
    case "renameRole": {
      const [from, to] = operation.args;
      return { ...operation, args: [make(from), make(to)] };
    }
    case "dropRole": {
      const [name, ...options] = operation.args;
      return { ...operation, args: [make(name), ...options] };
    }
    case "createPolicy": {
      const [table, policy] = operation.args;
      const { roles } = policy;
      return roles === undefined || roles === null
        ? operation
        : { ...operation, args: [table, { ...policy, roles: roles.map(known) }] };
    }
    case "alterPolicy": {
      const [table, name, { roles, ...change }] = operation.args;
      return roles === undefined
        ? operation
        : { ...operation, args: [table, name, { ...change, roles: roles.map(known) }] };
    }
    default:
      return operation;
  }
}

/** The structure with other names in the place of those of roles. */
function withRoles(schema: Schema, naming: Naming): Schema {
  const policy = (each: Policy): Policy => ({ ...each, roles: each.roles.map(naming).sort() });
  const policies = <T extends { readonly policies: readonly Policy[] }>(table: T): T =>
    table.policies.length === 0 ? table : { ...table, policies: table.policies.map(policy) };
  return {
    ...schema,
    tables: schema.tables.map(policies),
    linkedPolicies: schema.linkedPolicies.map(policies),
  };
}
