import { applyIfPossible } from "../core/adopt/apply-if-possible.ts";
import type { Step } from "../core/graph/plan.ts";
import { sceneOf, type Entry } from "../core/lint/scene.ts";
import type { Operation } from "../core/operations/operations.ts";
import { goneParts } from "../core/schema/gone-parts.ts";
import { movedName, nameOf } from "../core/schema/lookup.ts";
import { formatName, sibling } from "../core/schema/names.ts";
import type { Schema, Table } from "../core/schema/schema.ts";
import { creationOf, triggerOf } from "../core/sql/creations.ts";
import { effectsOf } from "../core/sql/effects.ts";
import type { Lexical } from "../core/sql/lexical.ts";
import type { HeldBack } from "./loss-guard.ts";
import { said } from "./lost-rows.ts";
import { piecesOf } from "./remaining-loss.ts";
import type { StepContext } from "./step-entry.ts";

/** Looks for tables that a step drops and recreates, and for what went with the old ones. */
export interface RebuildWatch {
  /** Look at an operation before any of its statements is sent; null where there is nothing to wait for. */
  before(operation: Operation, held: HeldBack | null): Promise<void> | null;
  /** The step has done all: say what is not there any more. */
  end(): Promise<void>;
}

/**
 * Watch one attempt at a step. The structure is asked for only where a table is dropped after another was made or
 * filled, so that taking tables away costs nothing.
 */
export function watchRebuilds({ dialect, connection, scope, report }: StepContext, step: Step): RebuildWatch {
  const { lexical } = dialect;
  const structure = (): Promise<Schema> => dialect.introspect(connection, { ...scope, tables: null });
  /** The names that tables had when the step began, by those that they have now. */
  const names = new Map<string, string>();
  const gone = new Map<string, { readonly table: Table; readonly before: Schema }>();
  const droppedTriggers = new Set<string>();
  let made = false;
  const rename = (from: string, to: string): void => {
    const known = names.get(from.toLowerCase()) ?? from;
    names.delete(from.toLowerCase());
    names.set(to.toLowerCase(), known);
  };
  const follow = (piece: Operation): void => {
    made ||= makesTable(piece, lexical);
    for (const [from, to] of renamesOf(piece, lexical)) rename(from, to);
    const trigger = piece.kind === "execute" ? triggerOf(piece.args[0], lexical) : null;
    if (trigger?.verb === "DROP") droppedTriggers.add(nameOf(trigger.trigger).name);
  };
  const look = async (operation: Operation, held: HeldBack | null, drops: Drops): Promise<void> => {
    const live = held?.before ?? (await structure());
    const now = (held?.operations ?? []).reduce(applyIfPossible, live);
    for (const { table, before } of dropsOf(operation, now, lexical)) {
      const known = drops.get(formatName(table).toLowerCase());
      if (known !== undefined && !gone.has(known)) gone.set(known, { table, before });
    }
  };
  return {
    before(operation, held) {
      const drops = new Map<string, string>();
      for (const piece of piecesOf(operation, lexical)) {
        for (const name of made ? droppedBy(piece, lexical) : [])
          drops.set(name.toLowerCase(), names.get(name.toLowerCase()) ?? name);
        follow(piece);
      }
      return drops.size > 0 ? look(operation, held, drops) : null;
    },
    async end() {
      if (gone.size === 0) return;
      const after = await structure();
      for (const [name, { table, before }] of gone) {
        const now = after.tables.find((each) => formatName(each).toLowerCase() === name.toLowerCase());
        const parts = now === undefined ? [] : goneParts(table, before, now, after);
        const lost = parts.filter((part) => part.kind !== "trigger" || !droppedTriggers.has(part.name ?? ""));
        if (lost.length === 0) continue;
        const what = `${name} was dropped and recreated, and with the old table went ${lost.map(({ text }) => text).join(", ")}.`;
        const text = `${said(step, what)} What was not meant to go must be made again in a new revision; op.alterColumn and its like keep it.`;
        report({ kind: "notice", level: "warning", text });
      }
    },
  };
}

/** The tables that an operation drops, by the names that they had when the step began. */
type Drops = ReadonlyMap<string, string>;

function droppedBy(piece: Operation, lexical: Lexical): readonly string[] {
  if (piece.kind !== "execute") return piece.kind === "dropTable" ? [piece.args[0]] : [];
  return effectsOf(piece.args[0], lexical).flatMap((effect) =>
    effect.kind === "dropTable" ? [effect.table] : [],
  );
}

/** The tables that an operation drops, and the structure right before that. */
function dropsOf(
  operation: Operation,
  now: Schema,
  lexical: Lexical,
): readonly { readonly table: Table; readonly before: Schema }[] {
  const piece = { operation, line: null, column: null, inBatches: false };
  const facts = { lockTimeout: 0, serverVersion: null, partitioned: new Set<string>(), scans: null };
  const { entries } = sceneOf([piece], now, {
    lexical,
    facts: { ...facts, rebuilds: () => false },
    transaction: true,
  });
  return entries.flatMap(({ act, before }: Entry) => {
    if (act.kind !== "operation" || act.operation.kind !== "dropTable") return [];
    const [name] = act.operation.args;
    const table = before.tables.find((each) => formatName(each).toLowerCase() === name.toLowerCase());
    return table === undefined ? [] : [{ table, before }];
  });
}

function makesTable(piece: Operation, lexical: Lexical): boolean {
  if (piece.kind !== "execute") return piece.kind === "createTable";
  const [sql] = piece.args;
  return (
    creationOf(sql, lexical)?.kind === "table" || effectsOf(sql, lexical).some(({ kind }) => kind === "copy")
  );
}

function renamesOf(piece: Operation, lexical: Lexical): readonly (readonly [from: string, to: string])[] {
  if (piece.kind === "renameTable") {
    const [from, to] = piece.args;
    return [[from, formatName(sibling(nameOf(from), to))]];
  }
  if (piece.kind === "moveTable") return [[piece.args[0], movedName(...piece.args)]];
  if (piece.kind !== "execute") return [];
  return effectsOf(piece.args[0], lexical).flatMap((effect) =>
    effect.kind === "renameTable" ? [[effect.table, effect.to] as const] : [],
  );
}
