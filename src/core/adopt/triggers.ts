import { defineOperation, type CustomDefinition } from "../operations/custom.ts";
import { tableKey } from "../operations/keys.ts";
import type { Operation } from "../operations/operations.ts";
import { updateTable } from "../operations/update.ts";
import { findTable } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { Named, Schema, Trigger } from "../schema/schema.ts";
import { commonSql } from "../sql/lexical.ts";
import { firstTokens, isWord } from "../sql/tokens.ts";

/**
 * What makes and drops the triggers of tables in which a structure differs from another, by their names: revisions make
 * them by SQL of their own, so that no difference between structures speaks of them.
 */
export function triggersBetween(before: Schema, after: Schema): readonly Operation[] {
  const dropped = before.tables.flatMap((table) => {
    const now = findTable(after, formatName(table));
    const gone = now === null ? [] : table.triggers.filter(({ name }) => !has(now.triggers, name));
    return gone.map((trigger) => dropTrigger({ table, trigger }));
  });
  const made = after.tables.flatMap((table) => {
    const there = findTable(before, formatName(table))?.triggers ?? [];
    return table.triggers
      .filter(({ name }) => !has(there, name))
      .map((trigger) => createTrigger({ table, trigger }));
  });
  return [...dropped, ...made];
}

interface TableTrigger {
  readonly table: Named;
  readonly trigger: Trigger;
}

const shared: Pick<CustomDefinition<TableTrigger>, "losses" | "subject" | "dependencies"> = {
  losses: () => [],
  subject: ({ table }) => formatName(table),
  dependencies: ({ table }) => ({ needs: [tableKey(formatName(table))] }),
};

const createTrigger = defineOperation<TableTrigger>({
  ...shared,
  name: "createTrigger",
  sql: { postgresql: ({ trigger }) => trigger.sql, sqlite: ({ trigger }) => trigger.sql },
  apply: ({ table, trigger }, schema) =>
    updateTable(schema, formatName(table), (owner) => ({
      ...owner,
      triggers: [...owner.triggers.filter(({ name }) => name !== trigger.name), trigger],
    })),
  describe: (args) => `create ${words(args)}`,
  hazards: ({ trigger }) =>
    /\bEXECUTE\s+(?:FUNCTION|PROCEDURE)\b/iu.test(trigger.sql)
      ? ["the function that it calls must be there"]
      : [],
  present: isThere,
});

const dropTrigger = defineOperation<TableTrigger>({
  ...shared,
  name: "dropTrigger",
  sql: {
    postgresql: ({ table, trigger }) =>
      `DROP ${isRule(trigger) ? "RULE" : "TRIGGER"} ${quoted(trigger.name)} ON ${qualified(table)}`,
    sqlite: ({ trigger }) => `DROP TRIGGER ${quoted(trigger.name)}`,
  },
  apply: ({ table, trigger }, schema) =>
    updateTable(schema, formatName(table), (owner) => ({
      ...owner,
      triggers: owner.triggers.filter(({ name }) => name !== trigger.name),
    })),
  describe: (args) => `drop ${words(args)}`,
  present: (args, live) => !isThere(args, live),
});

function isThere({ table, trigger }: TableTrigger, live: Schema): boolean {
  return has(findTable(live, formatName(table))?.triggers ?? [], trigger.name);
}

function has(triggers: readonly Trigger[], name: string): boolean {
  return triggers.some((each) => each.name === name);
}

function words({ table, trigger }: TableTrigger): string {
  return `${isRule(trigger) ? "rule" : "trigger"} ${trigger.name} on ${formatName(table)}`;
}

function isRule({ sql }: Trigger): boolean {
  const tokens = firstTokens(sql, commonSql, 4);
  return isWord(isWord(tokens[1], "OR") ? tokens[3] : tokens[1], "RULE");
}

function qualified({ schema, name }: Named): string {
  return schema === null ? quoted(name) : `${quoted(schema)}.${quoted(name)}`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
