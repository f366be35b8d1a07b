import { objectExists } from "../errors/schema.ts";
import { sameData } from "../collections.ts";
import { completePolicy } from "../schema/complete.ts";
import { findPolicy, findTable, nameOf, policiesOf, policyOf, sameName, tableOf } from "../schema/lookup.ts";
import type { Policy, Schema } from "../schema/schema.ts";
import { changesTable, none, type FacetsOf } from "./facets.ts";
import { hazard } from "./hazard.ts";
import { policyKey, policyKeys, tableKey } from "./keys.ts";
import { inTable, isMoved } from "./look.ts";
import { call } from "./operations.ts";
import { createPolicy } from "./remake.ts";
import { changeBack, replace, updateTable, without } from "./update.ts";
import { listed } from "./wording.ts";

/** Row level security of tables, and the policies that it follows. */
export const policyOperations: FacetsOf<
  "setRowSecurity" | "createPolicy" | "dropPolicy" | "renamePolicy" | "alterPolicy"
> = {
  setRowSecurity: {
    apply: ([name, { enabled, forced }], schema) =>
      updateTable(schema, name, (table) => ({
        ...table,
        rowSecurity: enabled ?? table.rowSecurity,
        forcedRowSecurity: forced ?? table.forcedRowSecurity,
      })),
    reverse([name, { enabled, forced }], before) {
      const table = tableOf(before, name);
      return [
        call("setRowSecurity", name, {
          ...(enabled === undefined ? {} : { enabled: table.rowSecurity }),
          ...(forced === undefined ? {} : { forced: table.forcedRowSecurity }),
        }),
      ];
    },
    describe: ([table, { enabled, forced }]) =>
      `row level security of ${table}: ${listed([
        ...(enabled === undefined ? [] : [enabled ? "on" : "off"]),
        ...(forced === undefined ? [] : [forced ? "for the owner too" : "not for the owner"]),
      ])}`,
    hazards: ([table, { enabled }]) =>
      enabled === undefined
        ? []
        : enabled
          ? [
              hazard(
                "row-security",
                `rows of ${table} that no policy allows are hidden from all but its owner`,
              ),
            ]
          : [hazard("row-security", `all rows of ${table} are seen by every role that may read it`)],
    losses: none,
    present: ([name, { enabled, forced }], live) =>
      inTable(
        live,
        name,
        (table) =>
          (enabled ?? table.rowSecurity) === table.rowSecurity &&
          (forced ?? table.forcedRowSecurity) === table.forcedRowSecurity,
      ),
    dependencies: ([table]) => ({ needs: [tableKey(table)] }),
    ...changesTable,
  },

  createPolicy: {
    apply: ([table, spec], schema) =>
      update(schema, table, (policies) => {
        refuseTaken(policies, table, spec.name);
        return [...policies, completePolicy(spec)];
      }),
    reverse: ([table, { name }]) => [call("dropPolicy", table, name)],
    describe: ([table, spec]) => `create policy ${spec.name} on ${table} ${policyText(completePolicy(spec))}`,
    hazards: ([table, { permissive }]) =>
      permissive === false
        ? [hazard("policy-changed", `rows of ${table} that the policy keeps back are hidden`)]
        : [],
    losses: none,
    present: ([table, { name }], live) => findPolicy(live, table, name) !== null,
    dependencies: ([table, spec], before) => ({
      needs: [tableKey(table), ...policyKeys(table, completePolicy(spec), before)],
      provides: [policyKey(table, spec.name)],
    }),
    ...changesTable,
  },

  dropPolicy: {
    apply: ([table, name], schema) =>
      update(schema, table, (policies) => without(policies, policyOf(schema, table, name))),
    reverse: ([table, name], before) => [createPolicy(table, policyOf(before, table, name))],
    describe: ([table, name]) => `drop policy ${name} of ${table}`,
    hazards: ([table, name], before) =>
      findPolicy(before, table, name)?.permissive === false
        ? [hazard("policy-changed", `rows of ${table} that the policy kept back are seen`)]
        : [hazard("policy-changed", `rows of ${table} that the policy allowed are hidden`)],
    losses: none,
    present: ([table, name], live) => findPolicy(live, table, name) === null,
    dependencies([table, name], before) {
      const policy = findPolicy(before, table, name);
      return {
        releases: policy === null ? [] : policyKeys(table, policy, before),
        destroys: [policyKey(table, name)],
      };
    },
    ...changesTable,
  },

  renamePolicy: {
    apply: ([table, from, to], schema) =>
      update(schema, table, (policies) => {
        refuseTaken(policies, table, to);
        const old = policyOf(schema, table, from);
        return replace(policies, old, { ...old, name: to });
      }),
    reverse: ([table, from, to]) => [call("renamePolicy", table, to, from)],
    describe: ([table, from, to]) => `rename policy ${from} of ${table} to ${to}`,
    hazards: none,
    losses: none,
    present: ([table, from, to], live) => isMoved(findPolicy(live, table, from), findPolicy(live, table, to)),
    dependencies: ([table, from, to]) => ({
      needs: [tableKey(table)],
      destroys: [policyKey(table, from)],
      provides: [policyKey(table, to)],
    }),
    ...changesTable,
  },

  alterPolicy: {
    apply: ([table, name, change], schema) =>
      update(schema, table, (policies) => {
        const old = policyOf(schema, table, name);
        return replace(policies, old, { ...old, ...change });
      }),
    reverse([table, name, change], before) {
      const old = policyOf(before, table, name);
      const back = changeBack(old, change);
      // An expression can be exchanged, but not be taken away.
      return Object.values<unknown>(back).includes(null)
        ? [call("dropPolicy", table, name), createPolicy(table, old)]
        : [call("alterPolicy", table, name, back)];
    },
    describe: ([table, name, change]) =>
      `alter policy ${name} of ${table}: ${listed(
        Object.entries(change).map(([key, value]) =>
          typeof value === "string" ? `${key} (${value})` : `${key} ${listed(value)}`,
        ),
      )}`,
    hazards: ([table]) => [
      hazard("policy-changed", `other rows of ${table} than before are seen or can be written`),
    ],
    losses: none,
    present([table, name, change], live) {
      const found = findPolicy(live, table, name);
      if (found === null) return false;
      // The database says an expression in its own words, so another text may be the same.
      if (!sameData(found.roles, change.roles ?? found.roles)) return false;
      return sameData(found, { ...found, ...change }) ? true : null;
    },
    dependencies([table, name, change], before) {
      const old = findPolicy(before, table, name);
      if (old === null) return { needs: [tableKey(table)], changes: [policyKey(table, name)] };
      const [was, is] = [old, { ...old, ...change }].map((each) => policyKeys(table, each, before));
      return {
        needs: is ?? [],
        releases: (was ?? []).filter((key) => is?.includes(key) !== true),
        changes: [policyKey(table, name)],
      };
    },
    ...changesTable,
  },
};

/** A table that is not ours has no more than the policies that are. */
function update(
  schema: Schema,
  name: string,
  change: (policies: readonly Policy[]) => readonly Policy[],
): Schema {
  if (findTable(schema, name) !== null)
    return updateTable(schema, name, (table) => ({ ...table, policies: change(table.policies) }));
  const place = nameOf(name);
  const policies = change(policiesOf(schema, name));
  const others = schema.linkedPolicies.filter((each) => !sameName(each, place));
  return {
    ...schema,
    linkedPolicies: policies.length === 0 ? others : [...others, { ...place, policies }],
  };
}

function refuseTaken(policies: readonly Policy[], table: string, name: string): void {
  if (policies.some((policy) => policy.name === name))
    throw objectExists({ kind: "policy", name, inside: table });
}

function policyText({ permissive, command, roles, using, check }: Policy): string {
  return [
    permissive ? "" : "restrictive",
    `for ${command} to ${listed(roles)}`,
    using === null ? "" : `using (${using})`,
    check === null ? "" : `with check (${check})`,
  ].join(" ");
}
