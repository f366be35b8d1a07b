import { formatName } from "../../../core/schema/names.ts";
import type {
  Check,
  Deferrable,
  ForeignKey,
  Index,
  IndexKey,
  PrimaryKey,
  ReferentialAction,
  Unique,
} from "../../../core/schema/schema.ts";
import type { ConstraintRow, IndexRow } from "./queries.ts";

/** The constraints of one table, by kind. */
export interface Constraints {
  readonly primaryKey: PrimaryKey | null;
  readonly uniques: readonly Unique[];
  readonly checks: readonly Check[];
  readonly foreignKeys: readonly ForeignKey[];
}

export function constraintsOf(rows: readonly ConstraintRow[]): Constraints {
  const of = (type: ConstraintRow["type"]): readonly ConstraintRow[] =>
    rows.filter((row) => row.type === type);
  return {
    primaryKey: of("p").map((row) => ({ ...basics(row), onConflict: null }))[0] ?? null,
    uniques: of("u").map((row) => ({
      ...basics(row),
      nullsNotDistinct: row.nullsNotDistinct === true,
      deferrable: deferrableOf(row),
      onConflict: null,
    })),
    checks: of("c").map((row) => ({
      name: row.name,
      nameExplicit: true,
      expression: row.expression ?? "",
      validated: row.validated,
    })),
    foreignKeys: of("f").map((row) => ({
      ...basics(row),
      references: { schema: row.targetSchema, table: row.target ?? "", columns: row.targetColumns ?? [] },
      onUpdate: actions.get(row.onUpdate) ?? null,
      onDelete: actions.get(row.onDelete) ?? null,
      onDeleteColumns: row.onDeleteColumns,
      matchFull: row.matchFull,
      deferrable: deferrableOf(row),
      validated: row.validated,
    })),
  };
}

/** An index as the catalogue has it. */
export function indexOf(row: IndexRow): Index {
  return {
    name: row.name,
    nameExplicit: true,
    unique: row.unique,
    nullsNotDistinct: row.nullsNotDistinct,
    method: row.method,
    keys: row.keys.filter(({ key }) => key).map((key) => keyOf(key, row.method)),
    include: row.keys.flatMap(({ key, column }) => (key || column === null ? [] : [column])),
    with: optionsOf(row.options),
    where: row.where,
    comment: row.comment,
  };
}

/** `name=value` texts of the catalogue as pairs, sorted by name. */
export function optionsOf(options: readonly string[] | null): readonly (readonly [string, string])[] {
  return (options ?? []).map((text) => {
    const at = text.indexOf("=");
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
}

const actions: ReadonlyMap<string, ReferentialAction> = new Map([
  ["c", "cascade"],
  ["r", "restrict"],
  ["n", "set null"],
  ["d", "set default"],
]);

function basics(row: ConstraintRow): { name: string; nameExplicit: boolean; columns: readonly string[] } {
  return { name: row.name, nameExplicit: true, columns: row.columns ?? [] };
}

function deferrableOf(row: ConstraintRow): Deferrable | null {
  if (!row.deferrable) return null;
  return row.deferred ? "deferred" : "immediate";
}

function keyOf(key: IndexRow["keys"][number], method: string): IndexKey {
  const option = method === "btree" ? (key.option ?? 0) : 0;
  const descending = (option & 1) !== 0;
  const first = (option & 2) !== 0;
  const parameters = optionsOf(key.parameters).map(([name, value]) => `${name}='${value}'`);
  return {
    column: key.expression === null ? key.column : null,
    expression: key.expression,
    descending,
    nulls: first === descending ? null : first ? "first" : "last",
    opclass:
      key.opclass === null
        ? null
        : key.opclass + (parameters.length === 0 ? "" : `(${parameters.join(", ")})`),
    collation: key.collation === null ? null : formatName({ schema: null, name: key.collation }),
  };
}
