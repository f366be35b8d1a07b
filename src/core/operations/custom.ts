import type { Schema } from "../schema/schema.ts";
import type { Facets, FacetsOf } from "./facets.ts";
import type { Hazard } from "./hazard.ts";
import type { Lexical } from "../sql/lexical.ts";
import { lossesOfSql } from "./sql-losses.ts";
import type { Operation } from "./operations.ts";

/** SQL per dialect, from the arguments of the call; a list is several statements. */
export type CustomSql<A> = (args: A) => string | readonly string[];

/**
 * What a user says of an operation of his own: the facets that our own operations have, each of which may be left
 * out. `sees` is "data" unless it says otherwise.
 */
export interface CustomDefinition<A = never> extends Partial<
  Omit<Facets<A>, "reverse" | "hazards" | "nullSpeaks">
> {
  /** The function's name in revisions. */
  readonly name: string;
  /** The module that exports it, as a revision imports it; needed for autogenerate only. */
  readonly from?: string;
  readonly sql: { readonly postgresql?: CustomSql<A>; readonly sqlite?: CustomSql<A> };
  /** The operation or operations that undo it; absent or null: it cannot be undone. */
  readonly reverse?: (args: A, before: Schema) => Operation | readonly Operation[] | null;
  /** What may hurt; a sentence alone says why the statement may fail. */
  readonly hazards?: (args: A, before: Schema) => readonly (OwnHazard | string)[];
}

/** What may hurt, as a definition says it. */
export type OwnHazard = Pick<Hazard, "kind" | "text">;

/** Define an operation of one's own; the result makes calls of it: `await op.run(createThing({ … }))`. */
export function defineOperation<A>(definition: CustomDefinition<A>): (args: A) => Operation {
  return (args) => ({ kind: "custom", args: [definition, args] });
}

/** The SQL of such an operation; nothing where it has none for this database. */
export function sqlOfCustom(definition: CustomDefinition, args: unknown, { dialect }: Lexical): string {
  const sql = dialect === null ? undefined : definition.sql[dialect]?.(args as never);
  return typeof sql === "string" ? sql : (sql ?? []).join("\n;\n");
}

/** Operations of users' own: what their definitions say. */
export const customOperations: FacetsOf<"custom"> = {
  custom: {
    apply: ([definition, args], schema) => definition.apply?.(args as never, schema) ?? schema,
    reverse([definition, args], before) {
      const reverse = definition.reverse?.(args as never, before) ?? null;
      return reverse === null || isList(reverse) ? reverse : [reverse];
    },
    describe: ([definition, args]) => definition.describe?.(args as never) ?? `${definition.name}(…)`,
    hazards: ([definition, args], before) =>
      (definition.hazards?.(args as never, before) ?? []).map((said) => ({
        rule: "own-danger",
        ...(typeof said === "string" ? { kind: "may-fail", text: said } : said),
      })),
    losses: ([definition, args], before, lexical) =>
      definition.losses?.(args as never, before, lexical) ??
      lossesOfSql(sqlOfCustom(definition, args, lexical), before, lexical),
    present: ([definition, args], live) => definition.present?.(args as never, live) ?? null,
    dependencies: ([definition, args], before) => definition.dependencies?.(args as never, before) ?? {},
    subject: ([definition, args]) => definition.subject?.(args as never) ?? null,
    sees: ([definition, args]) => definition.sees?.(args as never) ?? "data",
    nullSpeaks: true,
  },
};

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}
