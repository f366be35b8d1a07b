import type { RoleSpec } from "../operations/spec.ts";
import type { Role, Schema } from "./schema.ts";
import { filled, unusual, usualRole } from "./usual.ts";

/** Words that stand for whoever runs the statement, or for everybody. */
export const roleWords: readonly string[] = ["public", "current_user", "current_role", "session_user"];

/** The role that a specification stands for. */
export function completeRole(spec: RoleSpec): Role {
  return { name: spec.name, ...filled(usualRole, spec) };
}

/** The shortest specification of a role. */
export function sparseRole(role: Role): RoleSpec {
  return { name: role.name, ...unusual(usualRole, role) };
}

/** The role of this name, or null. */
export function findRole(schema: Schema, name: string): Role | null {
  return schema.roles.find((role) => role.name === name) ?? null;
}
