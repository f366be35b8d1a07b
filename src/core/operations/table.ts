import { unique } from "../collections.ts";
import { completeTable } from "../schema/complete.ts";
import { mapExpressions, mapPolicyText, renameRelationIn, withReads } from "../schema/expressions.ts";
import { findTable, nameOf, sameName, tableOf, targetOf } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { Named, Schema, Table } from "../schema/schema.ts";
import { sparseSequence, sparseTable } from "../schema/sparse.ts";
import { changesStructure, changesTable, none, type FacetsOf } from "./facets.ts";
import { hazard, type Hazard } from "./hazard.ts";
import { tableKey } from "./keys.ts";
import { hasAll, inTable } from "./look.ts";
import { wholeTable } from "./loss.ts";
import { call, type Operation } from "./operations.ts";
import { moving, renaming, type Relocatable } from "./relocation.ts";
import { attach, createIndex, createPolicy, giveOwner } from "./remake.ts";
import { renameSequence } from "./sequence.ts";
import { madeWithTable, usedByTable } from "./table-keys.ts";
import { isOwner, refuseTaken, updateTable, without } from "./update.ts";
import { listed } from "./wording.ts";

const tables: Relocatable<Table> = {
  word: "table",
  rename: "renameTable",
  move: "moveTable",
  rule: "rename-table",
  find: findTable,
  get: tableOf,
  relocate: relocateTable,
  keys: (name, there) => (there === null ? [tableKey(name)] : madeWithTable(there)),
};

/** Tables as wholes. */
export const tableOperations: FacetsOf<
  "createTable" | "dropTable" | "renameTable" | "moveTable" | "setTableComment"
> = {
  createTable: {
    apply([spec], schema) {
      const table = completeTable(spec);
      refuseTaken(schema.tables, "table", table);
      refuseTaken(schema.views, "view", table);
      return { ...schema, tables: [...schema.tables, table] };
    },
    reverse: ([{ name }]) => [call("dropTable", name)],
    describe: ([{ name, columns }]) => `create table ${name} (${listed(columns.map((each) => each.name))})`,
    hazards: none,
    losses: none,
    present: ([{ name, columns }], live) =>
      hasAll(
        findTable(live, name)?.columns.map((column) => column.name),
        columns.map((column) => column.name),
      ),
    dependencies([spec]) {
      const table = completeTable(spec);
      return { needs: usedByTable(table), provides: madeWithTable(table) };
    },
    ...changesStructure,
    subject: ([{ name }]) => name,
  },

  dropTable: {
    apply([name], schema) {
      const table = tableOf(schema, name);
      return {
        ...schema,
        tables: without(schema.tables, table),
        sequences: schema.sequences.filter(({ ownedBy }) => !isOwner(ownedBy, table)),
      };
    },
    reverse: ([name], before) => createWhole(tableOf(before, name), before),
    describe: ([name]) => `drop table ${name}`,
    hazards: ([name], before) => keysThatStop(name, before),
    losses: ([name]) => [wholeTable(`drops table ${name}`, name)],
    present: ([name], live) => findTable(live, name) === null,
    dependencies([name], before) {
      const table = findTable(before, name);
      return table === null
        ? { destroys: [tableKey(name)] }
        : { releases: usedByTable(table), destroys: madeWithTable(table) };
    },
    ...changesTable,
  },

  renameTable: { ...renaming(tables), subject: ([name]) => name },
  moveTable: { ...moving(tables), subject: ([name]) => name },

  setTableComment: {
    apply: ([name, comment], schema) => updateTable(schema, name, (table) => ({ ...table, comment })),
    reverse: ([name], before) => [call("setTableComment", name, tableOf(before, name).comment)],
    describe: ([table, comment]) =>
      comment === null ? `remove the comment of ${table}` : `comment on ${table}: ${comment}`,
    hazards: none,
    losses: none,
    present: ([name, comment], live) => inTable(live, name, (table) => table.comment === comment),
    dependencies: ([table]) => ({ needs: [tableKey(table)] }),
    ...changesTable,
    nullSpeaks: true,
  },
};

/** What the foreign keys of a table that is dropped, and those that refer to it, mean for other tables. */
function keysThatStop(name: string, before: Schema): readonly Hazard[] {
  const own = formatName(nameOf(name));
  const targets = unique(findTable(before, name)?.foreignKeys.map(targetOf) ?? []).filter(
    (each) => each !== own,
  );
  const referring = before.tables
    .filter((table) => formatName(table) !== own && table.foreignKeys.some((key) => targetOf(key) === own))
    .map(formatName);
  return [
    ...(referring.length === 0
      ? []
      : [hazard("drop-referenced-table", `rows of ${listed(referring)} refer to ${name}`)]),
    ...(targets.length === 0
      ? []
      : [hazard("drop-referencing-table", `nobody can read ${listed(targets)} until ${name} is dropped`)]),
  ];
}

/** A table together with its indexes, triggers, policies and what else is attached to it, and the sequences that went with it. */
function createWhole(table: Table, before: Schema): readonly Operation[] {
  const name = formatName(table);
  const owned = before.sequences.filter(({ ownedBy }) => isOwner(ownedBy, table));
  return [
    ...owned.map((sequence) => call("createSequence", sparseSequence(sequence))),
    call("createTable", sparseTable(table)),
    ...owned.flatMap(giveOwner),
    ...table.indexes.map((index) => createIndex(name, index)),
    // What drops the table again takes the trigger with it.
    ...table.triggers.map((trigger) => call("execute", trigger.sql, "")),
    ...table.policies.map((policy) => createPolicy(name, policy)),
    ...table.attachments.map(attach),
  ];
}

/** All that speaks of a table follows it to its new name and namespace, and so do the sequences of its columns. */
export function relocateTable(schema: Schema, old: Table, to: Named): Schema {
  refuseTaken(schema.tables, "table", to);
  refuseTaken(schema.views, "view", to);
  const inText = (sql: string): string => renameRelationIn(sql, old, to);
  const renamed: Schema = {
    ...schema,
    tables: schema.tables.map((table) => {
      const pointing = repoint(table, formatName(old), to);
      const triggers = pointing.triggers.map((trigger) => ({ ...trigger, sql: inText(trigger.sql) }));
      const attachments = pointing.attachments.map((each) => ({ ...each, sql: inText(each.sql) }));
      return sameName(table, old)
        ? { ...mapExpressions(pointing, inText), triggers, attachments, schema: to.schema, name: to.name }
        : {
            ...pointing,
            triggers,
            policies: pointing.policies.map((policy) => mapPolicyText(policy, inText)),
          };
    }),
    sequences: schema.sequences.map((sequence) =>
      sequence.ownedBy !== null && isOwner(sequence.ownedBy, old)
        ? { ...sequence, ownedBy: { ...sequence.ownedBy, schema: to.schema, table: to.name } }
        : sequence,
    ),
    views: schema.views.map((view) => withReads(view, old, to, inText)),
  };
  const followers = renamed.sequences.filter(
    (each) => isOwner(each.ownedBy, to) && each.schema !== to.schema,
  );
  return followers.reduce<Schema>(
    (now, sequence) => renameSequence(now, sequence, { schema: to.schema, name: sequence.name }),
    renamed,
  );
}

/** Foreign keys follow their target to its new name. */
function repoint(table: Table, target: string, to: Named): Table {
  return {
    ...table,
    foreignKeys: table.foreignKeys.map((key) =>
      targetOf(key) === target
        ? { ...key, references: { ...key.references, schema: to.schema, table: to.name } }
        : key,
    ),
  };
}
