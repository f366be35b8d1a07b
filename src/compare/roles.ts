import { roleWords } from "../core/schema/role.ts";
import type { Role, Schema } from "../core/schema/schema.ts";
import type { Bystanders, FoundRole } from "../dialects/bystanders.ts";
import type { DatabaseConfig } from "../settings/config.ts";
import type { Settings } from "../settings/settings.ts";

/** Which roles of both sides are managed. */
export interface ManagedRoles {
  readonly wanted: readonly Role[];
  readonly live: readonly Role[];
  /** Roles that must be there already and are not. */
  readonly warnings: readonly string[];
}

/** What the setting `entities` says of roles. */
type Setting = NonNullable<DatabaseConfig["entities"]>["roles"];

/**
 * Choose the roles to compare, of a server that may hold those of many applications: what the Drizzle schema declares,
 * and apart from that only what a revision made for this database, or the setting names.
 */
export function managedRoles(
  declared: Schema,
  existing: readonly string[],
  { roles: found }: Pick<Bystanders, "roles">,
  { entities, include }: Pick<Settings, "entities" | "include">,
): ManagedRoles {
  const setting = entities.roles;
  const isManaged = selection(setting);
  const wanted = declared.roles.filter(({ name }) => isManaged(name) && !existing.includes(name));
  const names = new Set(wanted.map(({ name }) => name));
  const isOurs = ({ role, madeHere, governs }: FoundRole): boolean =>
    names.has(role.name) ||
    (isManaged(role.name) &&
      !existing.includes(role.name) &&
      !governs &&
      (madeHere || isNamed(setting, role.name)));
  const there = new Set(found.map(({ role }) => role.name));
  const others = declared.roles.map(({ name }) => name).filter((name) => !names.has(name));
  const policies = [...declared.tables, ...declared.linkedPolicies].flatMap((table) => table.policies);
  const referred = new Set([...others, ...existing, ...policies.flatMap(({ roles }) => roles)]);
  return {
    wanted,
    live: found
      .filter(isOurs)
      .map(({ role }) => role)
      .filter(({ name }) => include?.({ kind: "role", name, table: null, side: "live" }) !== false),
    warnings: [...referred]
      .filter((name) => !there.has(name) && !names.has(name) && !isOfServer(name))
      .sort()
      .map((name) => absent(name, others.includes(name) && (setting === undefined || setting === false))),
  };
}

/** Roles that a provider of databases has made. */
const ofProvider: Readonly<Record<string, readonly string[]>> = {
  supabase: [
    "anon",
    "authenticated",
    "authenticator",
    "dashboard_user",
    "service_role",
    "supabase_admin",
    "supabase_auth_admin",
    "supabase_storage_admin",
  ],
  neon: ["anonymous", "authenticated"],
};

function selection(setting: Setting): (name: string) => boolean {
  if (typeof setting !== "object") return () => setting === true;
  const { provider, include = [], exclude = [] } = setting;
  const refused = new Set([...exclude, ...(provider === undefined ? [] : (ofProvider[provider] ?? []))]);
  return (name) => !refused.has(name) && (include.length === 0 || include.includes(name));
}

function isNamed(setting: Setting, name: string): boolean {
  return typeof setting === "object" && setting.include?.includes(name) === true;
}

function isOfServer(name: string): boolean {
  return roleWords.includes(name) || name.startsWith("pg_");
}

function absent(name: string, isSwitchedOff: boolean): string {
  return isSwitchedOff
    ? `Role ${name} is declared and must be there already, but the server has none: set entities: { roles: true } to have it made, or make it by hand.`
    : `Role ${name} is referred to and must be there already, but the server has none: make it by hand, or declare it among the roles that are managed.`;
}
