import { call } from "../operations/operations.ts";
import type { RoleChange } from "../operations/spec.ts";
import { sparseRole } from "../schema/role.ts";
import type { Role, Schema } from "../schema/schema.ts";
import { unit, type Unit } from "./change.ts";
import { matchByKey } from "./match.ts";

/** Compare the roles by name. */
export function diffRoles(live: Schema, wanted: Schema): readonly Unit[] {
  const { both, gone, added } = matchByKey(live.roles, wanted.roles, ({ name }) => name);
  return [
    ...both.flatMap(([from, to]) => {
      const change = changeOf(from, to);
      return Object.keys(change).length === 0 ? [] : [unit(call("alterRole", to.name, change))];
    }),
    ...added.map((role) => unit(call("createRole", sparseRole(role)))),
    ...gone.map(({ name }) => unit(call("dropRole", name))),
  ];
}

function changeOf(from: Role, to: Role): RoleChange {
  const { name: _name, ...rights } = to;
  return Object.fromEntries(
    Object.entries(rights).filter(([right, has]) => from[right as keyof RoleChange] !== has),
  );
}
