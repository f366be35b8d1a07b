import type { RoleSpec } from "../operations/spec.ts";
import type { Role, Schema } from "./schema.ts";

/** Words that stand for whoever runs the statement, or for everybody. */
export const roleWords: readonly string[] = ["public", "current_user", "current_role", "session_user"];

/** The role that a specification stands for: it inherits, and may make neither databases nor roles. */
export function completeRole(spec: RoleSpec): Role {
  return {
    name: spec.name,
    createDb: spec.createDb ?? false,
    createRole: spec.createRole ?? false,
    inherit: spec.inherit ?? true,
  };
}

/** The shortest specification of a role. */
export function sparseRole({ name, createDb, createRole, inherit }: Role): RoleSpec {
  return {
    name,
    ...(createDb ? { createDb } : {}),
    ...(createRole ? { createRole } : {}),
    ...(inherit ? {} : { inherit }),
  };
}

/** The role of this name, or null. */
export function findRole(schema: Schema, name: string): Role | null {
  return schema.roles.find((role) => role.name === name) ?? null;
}
