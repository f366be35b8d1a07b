import { sameData } from "../core/collections.ts";
import { declaredTwice } from "../core/errors/drizzle.ts";
import { completeRole } from "../core/schema/role.ts";
import type { Role } from "../core/schema/schema.ts";
import type { Collected } from "./collect.ts";
import { clip } from "./naming.ts";

/** The roles that the modules declare, each once, without those that are declared as existing. */
export function readRoles(roles: Collected["roles"]): readonly Role[] {
  const read = new Map<
    string,
    { readonly role: Role; readonly origin: Collected["roles"][number]["origin"] }
  >();
  for (const { entity, origin, existing } of roles) {
    if (existing) continue;
    const { createDb = null, createRole = null, inherit = null } = entity;
    const role = completeRole({ name: clip(entity.name, "postgresql"), createDb, createRole, inherit });
    const before = read.get(role.name);
    if (before !== undefined && !sameData(before.role, role))
      throw declaredTwice({ kind: "role", name: role.name, first: before.origin, second: origin });
    if (before === undefined) read.set(role.name, { role, origin });
  }
  return [...read.values()].map(({ role }) => role);
}

/** The names of roles that the modules say exist already. */
export function existingRoles(roles: Collected["roles"]): readonly string[] {
  return roles.flatMap(({ entity, existing }) => (existing ? clip(entity.name, "postgresql") : []));
}
