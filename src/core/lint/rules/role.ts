import { onPostgres, type Rule } from "../rule.ts";

export type RoleRule = "role-inherits-no-more" | "rename-role" | "drop-role";

/** What may hurt about roles, which all databases of a server share. */
export const roleRules: Readonly<Record<RoleRule, Rule>> = {
  "role-inherits-no-more": onPostgres(
    "breaking",
    "warning",
    "What a role was allowed by being a member of others is refused from then on.",
    "Grant the role itself what it needs first, or release code that says SET ROLE.",
  ),
  "rename-role": onPostgres(
    "breaking",
    "warning",
    "Whoever logs in under the old name is refused, in every database of the server; a password kept as MD5 is cleared.",
    "Release while nothing runs, or keep the name.",
  ),
  "drop-role": onPostgres(
    "breaking",
    "warning",
    "Whoever works as the role is shut out, in every database of the server; its password and settings do not come back.",
    "Release code that works as another role first.",
  ),
};
