import type { Entry, Scene } from "../core/lint/scene.ts";
import type { Operation } from "../core/operations/operations.ts";
import type { OnlineChanges } from "../dialects/online.ts";

/**
 * The operations of one call or statement in steps that hold no lock for long, each committed by itself; none where
 * it is in them already, null where the safe form is not known, or is one for more than this revision.
 */
export function safeForm(
  entries: readonly Entry[],
  online: OnlineChanges,
  { facts }: Pick<Scene, "facts">,
): readonly Operation[] | null {
  const steps: Operation[] = [];
  let isChanged = false;
  for (const { act, before } of entries) {
    if (act.kind !== "operation" || act.said.guarded || act.said.inline) return null;
    const form = online.formOf(act.operation, before);
    if (form === null && !standsAlone(act.operation)) return null;
    if (form !== null) {
      const isPartitioned = form.tables.some((table) => facts.partitioned.has(table));
      if (form.how !== "alone" || (isPartitioned && !form.partitions)) return null;
      isChanged = true;
    }
    steps.push(...(form?.operations ?? [act.operation]));
  }
  return isChanged ? steps : [];
}

/** A step of such a form, which loses nothing when it is committed by itself. */
function standsAlone({ kind }: Operation): boolean {
  return (
    kind === "createForeignKey" ||
    kind === "createCheckConstraint" ||
    kind === "createUniqueConstraint" ||
    kind === "createPrimaryKey" ||
    kind === "validateConstraint"
  );
}
