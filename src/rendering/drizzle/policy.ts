import type { Policy } from "../../core/schema/schema.ts";
import { callOf, text, type Source } from "./source.ts";

/** A policy of a table. */
export function policySource(source: Source, policy: Policy): string {
  const { name, permissive, command, roles, using, check } = policy;
  const parts = [
    ...(permissive ? [] : ['as: "restrictive"']),
    ...(command === "all" ? [] : [`for: ${text(command)}`]),
    ...(roles.join() === "public" ? [] : [`to: [${roles.map(text).join(", ")}]`]),
    ...(using === null ? [] : [`using: ${source.sql(using)}`]),
    ...(check === null ? [] : [`withCheck: ${source.sql(check)}`]),
  ];
  return callOf(source.use("pgPolicy"), text(name), parts.length === 0 ? null : `{ ${parts.join(", ")} }`);
}
