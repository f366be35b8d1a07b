import { completeRole, findRole, sparseRole } from "../schema/role.ts";
import type { Policy, Role, Schema } from "../schema/schema.ts";
import { sameData } from "../collections.ts";
import { changesStructure, none, type FacetsOf } from "./facets.ts";
import { hazard } from "./hazard.ts";
import { roleKey } from "./keys.ts";
import { isMoved } from "./look.ts";
import { call } from "./operations.ts";
import type { RoleChange } from "./spec.ts";
import { changeBack } from "./update.ts";

/**
 * Roles, which all databases of a server share: the structure of one database may not know of a role that is there,
 * so that none of these asks for it.
 */
export const roleOperations: FacetsOf<"createRole" | "alterRole" | "renameRole" | "dropRole"> = {
  createRole: {
    apply: ([spec], schema) => ({
      ...schema,
      roles: [...schema.roles.filter(({ name }) => name !== spec.name), completeRole(spec)],
    }),
    // What was there before is not this database's to drop.
    reverse: ([{ name }]) => [call("dropRole", name, { madeHere: true })],
    describe: ([{ name }]) => `create role ${name}`,
    hazards: none,
    losses: none,
    present: ([{ name }], live) => {
      const gone = isGone(live, name);
      return gone === null ? null : !gone;
    },
    dependencies: ([{ name }]) => ({ provides: [roleKey(name)] }),
    ...changesStructure,
  },

  alterRole: {
    apply: ([name, change], schema) => update(schema, name, (role) => ({ ...role, ...change })),
    reverse([name, change], before) {
      const old = findRole(before, name);
      return old === null ? null : [call("alterRole", name, changeBack(old, change))];
    },
    describe: ([name, change]) => `alter role ${name}: ${changeText(change)}`,
    hazards: ([name, { inherit }]) =>
      inherit === false
        ? [
            hazard(
              "role-inherits-no-more",
              `${name} no longer has what the roles that it is a member of may do`,
            ),
          ]
        : [],
    losses: none,
    present([name, change], live) {
      const found = findRole(live, name);
      return found === null ? null : sameData(found, { ...found, ...change });
    },
    dependencies: ([name]) => ({ changes: [roleKey(name)] }),
    ...changesStructure,
  },

  renameRole: {
    apply: ([from, to], schema) => {
      const renamed = (policy: Policy): Policy =>
        policy.roles.includes(from)
          ? { ...policy, roles: policy.roles.map((role) => (role === from ? to : role)).sort() }
          : policy;
      const inTable = <T extends { readonly policies: readonly Policy[] }>(table: T): T => ({
        ...table,
        policies: table.policies.map(renamed),
      });
      return {
        ...update(schema, from, (role) => ({ ...role, name: to })),
        tables: schema.tables.map(inTable),
        linkedPolicies: schema.linkedPolicies.map(inTable),
      };
    },
    reverse: ([from, to]) => [call("renameRole", to, from)],
    describe: ([from, to]) => `rename role ${from} to ${to}`,
    hazards: ([from, to]) => [
      hazard("rename-role", `in every database of the server whoever works as ${from} must say ${to}`),
    ],
    losses: none,
    present: ([from, to], live) => isMoved(findRole(live, from), findRole(live, to)),
    dependencies: ([from, to]) => ({ destroys: [roleKey(from)], provides: [roleKey(to)] }),
    ...changesStructure,
  },

  dropRole: {
    apply: ([name], schema) => ({ ...schema, roles: schema.roles.filter((role) => role.name !== name) }),
    reverse([name], before) {
      const old = findRole(before, name);
      return old === null ? null : [call("createRole", sparseRole(old))];
    },
    describe: ([name, options]) =>
      options?.madeHere === true ? `drop role ${name}, where it was made here` : `drop role ${name}`,
    hazards: ([name]) => [
      hazard("drop-role", `whoever works as ${name} is shut out; its password and settings are gone`),
    ],
    losses: none,
    present: ([name], live) => isGone(live, name),
    dependencies: ([name]) => ({ destroys: [roleKey(name)] }),
    ...changesStructure,
  },
};

/** A structure that has no roles may be one that knows of none. */
function isGone(schema: Schema, name: string): boolean | null {
  return schema.roles.length === 0 ? null : findRole(schema, name) === null;
}

function update(schema: Schema, name: string, change: (role: Role) => Role): Schema {
  return { ...schema, roles: schema.roles.map((role) => (role.name === name ? change(role) : role)) };
}

function changeText(change: RoleChange): string {
  return Object.entries(change)
    .map(([right, has]) => `${has ? "" : "no "}${right}`)
    .join(", ");
}
