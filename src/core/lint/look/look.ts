import type { Hazard } from "../../operations/hazard.ts";
import type { Operation, OperationKind, Operations } from "../../operations/operations.ts";
import { subjectOf } from "../../operations/subject.ts";
import type { Deed } from "../act.ts";
import type { Entry, Scene } from "../scene.ts";

/** Looks at one act of a revision, the `at`-th, for what some rules are about. */
export type Look = (entry: Entry, at: number, scene: Scene) => readonly Hazard[];

/** The call that an act says; null for a statement that no call says. */
export function operationOf({ act }: Entry): Operation | null {
  return act.kind === "operation" ? act.operation : null;
}

/** What a statement does that no call says; null for a call. */
export function deedOf({ act }: Entry): Deed | null {
  return act.kind === "statement" ? act.deed : null;
}

/** The arguments of an act's call when it is of this kind. */
export function callOf<K extends OperationKind>(entry: Entry, kind: K): Readonly<Operations[K]> | null {
  const operation = operationOf(entry);
  // The one cast: the compiler cannot see that `kind` and `args` belong together.
  return operation?.kind === kind ? (operation.args as unknown as Readonly<Operations[K]>) : null;
}

/** The table that an act is about, or null. */
export function tableOfAct(entry: Entry): string | null {
  const operation = operationOf(entry);
  if (operation !== null) return subjectOf(operation);
  const deed = deedOf(entry);
  return deed !== null && "table" in deed ? deed.table : null;
}

/** Whether an act was there before the revision: it is about a table that others may use. */
export function isOnOthers(entry: Entry, at: number, scene: Scene): boolean {
  const table = tableOfAct(entry);
  return table !== null && !scene.isNew(table, at);
}

/** The acts before one, in their order. */
export function before(at: number, { entries }: Scene): readonly Entry[] {
  return entries.slice(0, at);
}

/** The acts after one, in their order. */
export function after(at: number, { entries }: Scene): readonly Entry[] {
  return entries.slice(at + 1);
}
