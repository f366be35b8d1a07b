import { completeCheck, completeUnique } from "../schema/complete.ts";
import {
  constraintOf,
  describeRef,
  findConstraint,
  findTable,
  refTo,
  tableOf,
  targetOf,
  type FoundConstraint,
} from "../schema/lookup.ts";
import type { Table } from "../schema/schema.ts";
import { keysOfDropping, keysOfMaking, nameKeys } from "./constraint-keys.ts";
import { changesTable, none, type FacetsOf } from "./facets.ts";
import { hazard } from "./hazard.ts";
import { tableKey } from "./keys.ts";
import { inTable, isMoved } from "./look.ts";
import { call } from "./operations.ts";
import { addConstraint, hasConstraint, refuseConstraint, withoutKey } from "./constraints-of-table.ts";
import { createConstraint, createPrimaryKey } from "./remake.ts";
import type { CheckSpec, UniqueSpec } from "./spec.ts";
import {
  indexBack,
  namedAfterIndex,
  ofIndex,
  withIndexKeys,
  withoutIndex,
  type UsingIndex,
} from "./using-index.ts";
import { updateTable } from "./update.ts";
import { columnsText, listed, onTable } from "./wording.ts";

/** Unique constraints and checks, and constraints of any kind. */
export const constraintOperations: FacetsOf<
  "createUniqueConstraint" | "createCheckConstraint" | "dropConstraint" | "renameConstraint"
> = {
  createUniqueConstraint: {
    apply: ([name, spec, options], schema) =>
      addConstraint(schema, name, spec.name, (table) => ({
        ...withoutIndex(table, options),
        uniques: [...table.uniques, uniqueMade(spec, options).constraint],
      })),
    reverse: ([table, spec, options], before) => [
      call("dropConstraint", table, refTo(uniqueMade(spec, options))),
      ...indexBack(table, options, before),
    ],
    describe: ([table, { name, columns }, options]) =>
      `add unique ${onTable(table, name)} (${listed(columns)})${ofIndex(options)}`,
    hazards: ([table, { columns }, options]) =>
      options?.usingIndex !== undefined
        ? []
        : [
            hazard("rows-may-not-fit", `rows of ${table} that share ${columnsText(columns)} are refused`),
            hazard("unique-constraint-built", `writers of ${table} wait while an index is built`),
          ],
    losses: none,
    present: ([table, spec, options], live) => hasConstraint(live, table, uniqueMade(spec, options)),
    dependencies: ([table, spec, options]) =>
      withIndexKeys(table, options, keysOfMaking(table, uniqueMade(spec, options))),
    ...changesTable,
  },

  createCheckConstraint: {
    apply: ([name, spec], schema) =>
      addConstraint(schema, name, spec.name, (table) => ({
        ...table,
        checks: [...table.checks, checkMade(spec).constraint],
      })),
    reverse: ([table, spec]) => [call("dropConstraint", table, refTo(checkMade(spec)))],
    describe: ([table, { name, expression, validated }]) =>
      `add check ${onTable(table, name)} (${expression})${validated === false ? ", not valid" : ""}`,
    hazards: ([table, { validated, expression }]) =>
      validated === false
        ? []
        : [
            hazard("rows-may-not-fit", `rows of ${table} for which ${expression} is false are refused`),
            hazard("check-validated", `writers of ${table} wait while every row is checked`),
          ],
    losses: none,
    present: ([table, spec], live) => hasConstraint(live, table, checkMade(spec)),
    dependencies: ([table, spec]) => keysOfMaking(table, checkMade(spec)),
    ...changesTable,
  },

  dropConstraint: {
    apply: ([name, ref], schema) =>
      updateTable(schema, name, (table) => dropConstraint(table, constraintOf(table, ref))),
    reverse([name, ref], before) {
      const table = tableOf(before, name);
      const found = constraintOf(table, ref);
      return found.kind === "primaryKey" ? createPrimaryKey(name, table) : [createConstraint(name, found)];
    },
    describe: ([table, ref]) => `drop constraint ${describeRef(ref)} of ${table}`,
    hazards([name, ref], before) {
      const table = findTable(before, name);
      const found = table === null ? null : findConstraint(table, ref);
      if (found?.kind !== "foreignKey") return [];
      const text = `nobody can read ${name} and ${targetOf(found.constraint)} until the transaction ends`;
      return [hazard("drop-foreign-key", text)];
    },
    losses: none,
    present: ([name, ref], live) => inTable(live, name, (table) => findConstraint(table, ref) === null, true),
    dependencies([name, ref], before) {
      const table = findTable(before, name);
      const found = table === null ? null : findConstraint(table, ref);
      return found === null ? {} : keysOfDropping(name, found);
    },
    ...changesTable,
  },

  renameConstraint: {
    apply: ([name, from, to], schema) =>
      updateTable(schema, name, (table) => {
        const found = constraintOf(table, from);
        refuseConstraint(table, to);
        return renameConstraint(table, found, to);
      }),
    reverse: ([table, from, to]) => [call("renameConstraint", table, to, from)],
    describe: ([table, from, to]) => `rename constraint ${from} of ${table} to ${to}`,
    hazards: none,
    losses: none,
    present: ([name, from, to], live) =>
      inTable(live, name, (table) => isMoved(findConstraint(table, from), findConstraint(table, to))),
    dependencies([name, from, to], before) {
      const table = findTable(before, name);
      const found = table === null ? null : findConstraint(table, from);
      if (found === null) return { needs: [tableKey(name)] };
      return {
        needs: [tableKey(name)],
        destroys: nameKeys(name, found, from),
        provides: nameKeys(name, found, to),
      };
    },
    ...changesTable,
  },
};

type Found<K extends FoundConstraint["kind"]> = Extract<FoundConstraint, { readonly kind: K }>;

function uniqueMade(spec: UniqueSpec, options: UsingIndex): Found<"unique"> {
  return { kind: "unique", constraint: completeUnique(namedAfterIndex(spec, options)) };
}

function checkMade(spec: CheckSpec): Found<"check"> {
  return { kind: "check", constraint: completeCheck(spec) };
}

function dropConstraint(table: Table, { constraint }: FoundConstraint): Table {
  return {
    ...(table.primaryKey === constraint ? withoutKey(table) : table),
    uniques: table.uniques.filter((unique) => unique !== constraint),
    checks: table.checks.filter((check) => check !== constraint),
    foreignKeys: table.foreignKeys.filter((key) => key !== constraint),
  };
}

function renameConstraint(table: Table, { constraint }: FoundConstraint, name: string): Table {
  const rename = <T extends FoundConstraint["constraint"]>(each: T): T =>
    each === constraint ? { ...each, name, nameExplicit: true } : each;
  return {
    ...table,
    primaryKey: table.primaryKey === null ? null : rename(table.primaryKey),
    uniques: table.uniques.map(rename),
    checks: table.checks.map(rename),
    foreignKeys: table.foreignKeys.map(rename),
  };
}
