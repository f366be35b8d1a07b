import type { RuleId } from "../core/lint/every-rule.ts";
import type { Entry } from "../core/lint/scene.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { edited, type Edit } from "./edits.ts";
import type { Linted } from "./lint.ts";
import { moduleText } from "./module-text.ts";
import { safeForm } from "./safe-form.ts";
import { sqlText } from "./sql-text.ts";

/** The rules whose safe form can be written into a revision without a guess. */
export const fixable: ReadonlySet<RuleId> = new Set<RuleId>([
  "index-not-concurrent",
  "drop-index-not-concurrent",
  "invalid-index-kept",
  "needs-no-transaction",
  "foreign-key-validated",
  "check-validated",
  "validated-at-once",
  "unique-constraint-built",
  "primary-key-built",
  "set-not-null",
]);

/**
 * The text of a revision with the safe forms in it; null where that would need a guess. What runs without a
 * transaction is no longer one whole, so that only revisions are changed that do nothing but make and drop indexes, add
 * constraints and forbid NULL.
 */
export function fixedText(linted: Linted, text: string, dialect: Dialect): string | null {
  const { scene, back, step, found } = linted;
  if (!found.some(({ rule }) => fixable.has(rule))) return null;
  const revision = step.revision.path.endsWith(".sql") ? sqlText(text, dialect) : moduleText(text);
  const concurrently = (entries: readonly Entry[]): readonly (Edit | null)[] =>
    entries.flatMap<Edit | null>((entry) => revision.concurrently(entry) ?? [null]);
  const groups = new Set(scene.entries.map(({ group }) => group));
  const edits = [...groups].flatMap((group): readonly (Edit | null)[] => {
    const entries = scene.entries.filter((entry) => entry.group === group);
    if (entries.every(isOfIndexes)) return concurrently(entries);
    const form = dialect.online === null ? null : safeForm(entries, dialect.online, scene);
    if (form === null) return [null];
    return form.length === 0 ? [] : [revision.replacement(entries, form, scene)];
  });
  // The way back runs without a transaction then as well.
  if (back?.entries.every(isOfIndexes) === true) edits.push(...concurrently(back.entries));
  if (scene.transaction) edits.push(revision.withoutTransaction());
  if (edits.includes(null)) return null;
  const fixed = edited(text, edits as readonly Edit[]);
  return fixed === text ? null : fixed;
}

function isOfIndexes({ act }: Entry): boolean {
  return act.kind === "operation"
    ? act.operation.kind === "createIndex" || act.operation.kind === "dropIndex"
    : act.deed.kind === "dropIndex" || (act.deed.kind === "alone" && act.deed.words.includes("INDEX"));
}
