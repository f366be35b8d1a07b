import { hazard, type Hazard } from "../../operations/hazard.ts";
import type { Operation } from "../../operations/operations.ts";
import { completeTable } from "../../schema/complete.ts";
import { nameOf, targetOf } from "../../schema/lookup.ts";
import { formatName } from "../../schema/names.ts";
import { nameOf as textOf, tokensOf } from "../../sql/tokens.ts";
import type { Entry, Scene } from "../scene.ts";
import { after, before, callOf, deedOf, isOnOthers, operationOf, tableOfAct, type Look } from "./look.ts";

/** What rules say of acts that come together in one transaction, on PostgreSQL. */
export const lookAtOrder: Look = (entry, at, scene) => {
  if (scene.lexical.dialect === "sqlite") return [];
  return [
    ...(scene.transaction ? [...validated(entry, at, scene), ...underLock(entry, at, scene)] : []),
    ...(scene.transaction ? [...severalKeys(entry, at, scene), ...usedLabel(entry, at, scene)] : []),
    ...severalScans(entry, at, scene),
    ...statistics(entry, at, scene),
    ...viewed(entry),
    ...unlimited(entry, at, scene),
  ];
};

function validated(entry: Entry, at: number, scene: Scene): readonly Hazard[] {
  const [table, ref] = callOf(entry, "validateConstraint") ?? [];
  if (table === undefined || typeof ref !== "string" || scene.isNew(table, at)) return [];
  const isHere = before(at, scene).some((each) => {
    const [on, spec] = callOf(each, "createForeignKey") ?? callOf(each, "createCheckConstraint") ?? [];
    return on === table && spec?.name === ref;
  });
  return isHere ? [hazard("validated-at-once", `${ref} of ${table} was added in the same transaction`)] : [];
}

/** A statement that takes long, after one that has locked a table against everybody. */
function underLock(entry: Entry, at: number, scene: Scene): readonly Hazard[] {
  const writes = writesRows(entry);
  const slow = writes ?? (isSlow(entry) && isOnOthers(entry, at, scene) ? tableOfAct(entry) : null);
  if (slow === null || scene.isNew(slow, at)) return [];
  const locking = before(at, scene).findIndex(
    (each, index) => each.group !== entry.group && locksOut(each) && isOnOthers(each, index, scene),
  );
  const first = scene.entries[locking];
  if (first === undefined) return [];
  const since = first.line === null ? "" : ` since line ${first.line}`;
  const held = `nobody can use ${tableOfAct(first) ?? "the table"}${since}`;
  return writes === null
    ? [hazard("slow-under-lock", `${held} until all of ${slow} has been read`)]
    : [hazard("backfill-with-schema", `${held} until the rows of ${slow} are written`)];
}

/** The table whose rows an act changes, as many as there are. */
function writesRows(entry: Entry): string | null {
  const deed = deedOf(entry);
  return deed?.kind === "update" ? deed.table : null;
}

/** Acts that take long and say so of no lock of their own. */
function isSlow(entry: Entry): boolean {
  const kind = operationOf(entry)?.kind;
  return kind === "validateConstraint" || deedOf(entry)?.kind === "refresh";
}

/** Whether an act locks its table for readers too. */
function locksOut(entry: Entry): boolean {
  const operation = operationOf(entry);
  const deed = deedOf(entry);
  if (operation === null)
    return deed?.kind === "replicaIdentity" || deed?.kind === "exclusion" || deed?.kind === "rewrite";
  if (operation.kind === "dropIndex") return operation.args[2]?.concurrently !== true;
  return exclusive.has(operation.kind);
}

const exclusive: ReadonlySet<Operation["kind"]> = new Set([
  "addColumn",
  "alterColumn",
  "createCheckConstraint",
  "createPolicy",
  "createPrimaryKey",
  "createUniqueConstraint",
  "dropColumn",
  "dropConstraint",
  "dropPolicy",
  "dropPrimaryKey",
  "dropTable",
  "renameColumn",
  "renameConstraint",
  "renameTable",
  "setRowSecurity",
]);

/** The tables in use that foreign keys lock, from the second one on. */
function severalKeys(entry: Entry, at: number, scene: Scene): readonly Hazard[] {
  const own = targets(entry, at, scene);
  if (own.length === 0) return [];
  const earlier = before(at, scene).flatMap((each, index) => targets(each, index, scene));
  const all = [...new Set([...earlier, ...own])];
  return all.length < 2 || own.every((each) => earlier.includes(each))
    ? []
    : [hazard("several-foreign-keys", `writers of ${all.join(", ")} wait until the transaction ends`)];
}

function targets(entry: Entry, at: number, scene: Scene): readonly string[] {
  const [, key] = callOf(entry, "createForeignKey") ?? [];
  const [made] = callOf(entry, "createTable") ?? [];
  const all =
    made === undefined
      ? key === undefined
        ? []
        : [formatName(nameOf(key.references.table))]
      : completeTable(made).foreignKeys.map(targetOf);
  return all.filter((table) => table !== made?.name && !scene.isNew(table, at));
}

/** A label that is used in the transaction of the SQL that added it. Of calls mig sees to that itself. */
function usedLabel(entry: Entry, at: number, scene: Scene): readonly Hazard[] {
  const { sql } = entry.act.said;
  if (sql === null || callOf(entry, "addEnumValue") !== null) return [];
  const said = new Set(
    tokensOf(sql, scene.lexical).flatMap((token) => (token.kind === "string" ? [textOf(token)] : [])),
  );
  const label = before(at, scene)
    .filter((each) => each.act.said.sql !== null)
    .flatMap((each) => callOf(each, "addEnumValue")?.[1] ?? [])
    .find((value) => said.has(value));
  return label === undefined
    ? []
    : [hazard("enum-value-used-at-once", `'${label}' was added in the same transaction`)];
}

/** Changes that each go through the whole table, from the second one on. */
function severalScans(entry: Entry, at: number, scene: Scene): readonly Hazard[] {
  const table = tableOfAct(entry);
  if (!scans(entry) || table === null || scene.isNew(table, at)) return [];
  const earlier = before(at, scene).some(
    (each) => scans(each) && tableOfAct(each) === table && each.group !== entry.group,
  );
  return earlier ? [hazard("several-scans", `another change goes through ${table} before this one`)] : [];
}

function scans(entry: Entry): boolean {
  const [, , change] = callOf(entry, "alterColumn") ?? [];
  const [, check] = callOf(entry, "createCheckConstraint") ?? [];
  return (
    change?.nullable === false ||
    change?.type !== undefined ||
    (check !== undefined && check.validated !== false)
  );
}

function statistics(entry: Entry, at: number, scene: Scene): readonly Hazard[] {
  const [table, column, change] = callOf(entry, "alterColumn") ?? [];
  if (table === undefined || change?.type === undefined || scene.isNew(table, at)) return [];
  const isRead = after(at, scene).some((each) => {
    const deed = deedOf(each);
    return deed?.kind === "analyze" && (deed.table === null || deed.table === table);
  });
  return isRead ? [] : [hazard("statistics-lost", `of ${table}.${column}`)];
}

/** A column of another type under a view; op.alterColumn drops such views and makes them again. */
function viewed(entry: Entry): readonly Hazard[] {
  const [table, column, change] = callOf(entry, "alterColumn") ?? [];
  if (entry.act.said.sql === null || table === undefined || change?.type === undefined) return [];
  const view = entry.before.views.find(({ reads }) => reads.includes(formatName(nameOf(table))));
  return view === undefined
    ? []
    : [
        hazard(
          "type-of-viewed-column",
          `the view ${formatName(view)} reads ${table}, and may read ${column}`,
        ),
      ];
}

/** The first statement that waits for a lock without a limit. */
function unlimited(entry: Entry, at: number, scene: Scene): readonly Hazard[] {
  const waits = (each: Entry, index: number): boolean => locksOut(each) && isOnOthers(each, index, scene);
  if (!waits(entry, at) || before(at, scene).some(waits)) return [];
  const limit = before(at, scene).reduce<number>((now, each) => {
    const deed = deedOf(each);
    if (deed?.kind !== "set" || deed.name !== "lock_timeout") return now;
    return Number.parseInt(deed.value.replaceAll("'", ""), 10) || 0;
  }, scene.facts.lockTimeout);
  return limit === 0
    ? [
        hazard(
          "no-lock-timeout",
          `nothing limits how long others wait behind it for ${tableOfAct(entry) ?? ""}`,
        ),
      ]
    : [];
}
