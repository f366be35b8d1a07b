import { unique } from "../core/collections.ts";
import type { Change } from "../core/diff/change.ts";
import { applyOperation } from "../core/operations/apply.ts";
import type { Operation } from "../core/operations/operations.ts";
import { reverseOperation } from "../core/operations/reverse.ts";
import { subjectOf } from "../core/operations/subject.ts";
import { nameOf } from "../core/schema/lookup.ts";
import { formatName, sibling } from "../core/schema/names.ts";
import type { Schema } from "../core/schema/schema.ts";
import { isLarge, sizeText, type TableSize, type Threshold } from "../core/table-size.ts";
import type { OnlineChanges, OnlineForm } from "../dialects/online.ts";
import type { Database } from "../project/environment.ts";
import type { NotedOperation } from "../rendering/operations.ts";
import { inPhases } from "./phases.ts";

/** A part of what autogenerate found that is a revision of its own. */
export interface Part {
  readonly changes: readonly Change[];
  /** Why its statements are committed one by one, a sentence each; empty: they are one transaction. */
  readonly why: readonly string[];
}

/** What autogenerate found, divided into what can be one transaction and what cannot. */
export interface OnlinePlan {
  readonly parts: readonly Part[];
  /** What has no online form although its table is large. */
  readonly warnings: readonly string[];
  /** Operations in their online forms, with what the reader should know; `before` is the structure they start from. */
  readonly inSteps: (operations: readonly NotedOperation[], before: Schema) => readonly NotedOperation[];
}

/** Everything as it is, in one transaction. */
export function inOnePart(changes: readonly Change[]): OnlinePlan {
  return { parts: [{ changes, why: [] }], warnings: [], inSteps: (operations) => operations };
}

/** Choose the online form of what would block a table that is as large as the threshold; null is any that is there. */
export async function planOnline(
  { connection, dialect }: Database,
  changes: readonly Change[],
  live: Schema,
  threshold: Threshold | null,
): Promise<OnlinePlan> {
  const { online } = dialect;
  if (online === null || changes.length === 0) return inOnePart(changes);
  const places = follow(changes, live);
  const nameNow = namesInDatabase(changes);
  const forms = places
    .flatMap(({ there, back }) => [there, ...back])
    .flatMap(({ operation, before }) => online.formOf(operation, before) ?? []);
  const asked = unique(forms.flatMap(({ tables }) => tables.map(nameNow)));
  const sizes = await online.sizesOf(connection, asked);
  const choose = chooser(online, threshold, (table) => sizes.get(nameNow(table)) ?? null);

  const items = places.map(({ change, there, back }) => {
    const up = choose(there);
    const returning = back.map(choose).filter((way) => way?.form.how === "alone");
    const ways =
      up?.form.how === "alone"
        ? [sentence(up.why)]
        : returning.map((way) => `On the way back, ${way?.why ?? ""}`);
    const label = there.operation.kind === "addEnumValue" && up !== null ? there.operation.args[1] : null;
    return { ...there, change, ways, alone: ways.length > 0, label };
  });
  const { phases, first } = inPhases(items, online.usesLabel);
  const usedLater = new Set([...first].map(({ operation }) => operation));

  return {
    parts: phases.map((phase) => ({
      changes: phase.map(({ change }) => change),
      why: unique(phase.flatMap(({ ways }) => ways)),
    })),
    warnings: unique(
      forms
        .filter((form) => !form.partitions && sizes.get(nameNow(form.tables[0] ?? ""))?.partitioned === true)
        .map(({ tables, why }) => `${tables[0] ?? ""} is partitioned, so there is no online form: ${why}`),
    ),
    inSteps(operations, start) {
      const created = new Set<string | null>();
      const said = new Set<string>();
      const replaced = replacedIndexes(operations);
      let schema = start;
      return operations.flatMap((each) => {
        const { operation, notes } = each;
        const before = schema;
        const found = created.has(subjectOf(operation)) ? null : choose({ operation, before });
        if (operation.kind === "createTable") created.add(subjectOf(operation));
        schema = applyOperation(schema, operation);
        if (found === null || (found.form.how === "first" && !usedLater.has(operation))) return [each];
        const why = `${sentence(found.why)}.`;
        const told = said.has(why) ? notes : [...notes, why];
        said.add(why);
        const steps = replaced(operation) ? online.replacing(operation) : found.form.operations;
        return steps.map((step, index) => ({ operation: step, notes: index === 0 ? told : [] }));
      });
    },
  };
}

/** Tells the drop and the creation of an index that is made again under its name, which must not be missing in between. */
function replacedIndexes(operations: readonly NotedOperation[]): (operation: Operation) => boolean {
  const indexes = operations.flatMap(({ operation }) => indexKeyOf(operation) ?? []);
  const twice = new Set(indexes.filter((key, at) => indexes.indexOf(key) !== at));
  return (operation) => twice.has(indexKeyOf(operation) ?? "");
}

function indexKeyOf(operation: Operation): string | null {
  if (operation.kind === "dropIndex") return JSON.stringify(operation.args.slice(0, 2));
  return operation.kind === "createIndex"
    ? JSON.stringify([operation.args[0], operation.args[1].name])
    : null;
}

/** An operation and the structure that it starts from. */
interface Place {
  readonly operation: Operation;
  readonly before: Schema;
}

/** A change with what undoes it; what a table is made again with meets no rows. */
function follow(
  changes: readonly Change[],
  live: Schema,
): readonly { readonly change: Change; readonly there: Place; readonly back: readonly Place[] }[] {
  let schema = live;
  return changes.map((change) => {
    const { operation } = change;
    const there: Place = { operation, before: schema };
    const reverse = operation.kind === "dropTable" ? [] : (reverseOperation(operation, schema) ?? []);
    schema = applyOperation(schema, operation);
    let before = schema;
    const back = reverse.map((each): Place => {
      const place = { operation: each, before };
      before = applyOperation(before, each);
      return place;
    });
    return { change, there, back };
  });
}

/** An online form that was chosen, and why with the sizes that decided it. */
interface Chosen {
  readonly form: OnlineForm;
  readonly why: string;
}

function chooser(
  online: OnlineChanges,
  threshold: Threshold | null,
  sizeOf: (table: string) => TableSize | null,
): (place: Place) => Chosen | null {
  return ({ operation, before }) => {
    const form = online.formOf(operation, before);
    if (form === null) return null;
    const there = form.tables.flatMap((table) => {
      const size = sizeOf(table);
      return size === null ? [] : [{ table, size }];
    });
    const large = there.filter(({ size }) => threshold === null || isLarge(size, threshold));
    const [first] = form.tables;
    if (large.length === 0 || (!form.partitions && sizeOf(first ?? "")?.partitioned === true)) return null;
    const sizes = large.map(({ table, size }) => `${table}: ${sizeText(size)}`);
    return { form, why: `${form.why} (${sizes.join("; ")})` };
  };
}

/** What tables are called in the database as long as the changes are not made. */
function namesInDatabase(changes: readonly Change[]): (table: string) => string {
  const before = new Map<string, string>();
  for (const { operation } of changes) {
    if (operation.kind !== "renameTable") continue;
    const [from, to] = operation.args;
    before.set(formatName(sibling(nameOf(from), to)), before.get(from) ?? from);
  }
  return (table) => before.get(table) ?? table;
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
