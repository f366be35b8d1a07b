/** What may hurt about roles, which all databases of a server share. */
export const roleRules = {
  "role-inherits-no-more": {
    kind: "breaking",
    dialect: "postgresql",
    severity: "warning",
    why: "What a role was allowed by being a member of others is refused from then on.",
    safe: "Grant the role itself what it needs first, or release code that says SET ROLE.",
  },
  "rename-role": {
    kind: "breaking",
    dialect: "postgresql",
    severity: "warning",
    why: "Whoever logs in under the old name is refused, in every database of the server; a password kept as MD5 is cleared.",
    safe: "Release while nothing runs, or keep the name.",
  },
  "drop-role": {
    kind: "breaking",
    dialect: "postgresql",
    severity: "warning",
    why: "Whoever works as the role is shut out, in every database of the server; its password and settings do not come back.",
    safe: "Release code that works as another role first.",
  },
} as const;

export type RoleRule = keyof typeof roleRules;
