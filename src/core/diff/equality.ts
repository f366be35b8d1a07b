import { sameData } from "../collections.ts";
import { mentionsColumn } from "../schema/expressions.ts";
import { elementType } from "../schema/types.ts";
import type {
  Check,
  ConstraintName,
  ForeignKey,
  Generated,
  Index,
  PrimaryKey,
  Unique,
  View,
  TypeText,
} from "../schema/schema.ts";
import type { DiffRules } from "./rules.ts";

/** Whether two objects are the same but for their names, by the rules of the dialect. */
export interface Equality {
  readonly expression: (live: string | null, wanted: string | null) => boolean;
  readonly generated: (live: Generated | null, wanted: Generated | null) => boolean;
  readonly check: (live: Check, wanted: Check) => boolean;
  readonly primaryKey: (live: PrimaryKey, wanted: PrimaryKey) => boolean;
  readonly unique: (live: Unique, wanted: Unique) => boolean;
  readonly foreignKey: (live: ForeignKey, wanted: ForeignKey) => boolean;
  readonly index: (live: Index, wanted: Index) => boolean;
  readonly view: (live: View, wanted: View) => boolean;
}

/** The equality that the rules of a dialect make. */
export function equalityOf(rules: DiffRules): Equality {
  const expression = (live: string | null, wanted: string | null): boolean =>
    live === wanted || (live !== null && wanted !== null && rules.sameExpression(live, wanted));
  return {
    expression,
    generated: (live, wanted) =>
      live === null || wanted === null
        ? live === wanted
        : live.stored === wanted.stored && expression(live.expression, wanted.expression),
    check: (live, wanted) =>
      live.validated === wanted.validated && expression(live.expression, wanted.expression),
    primaryKey: (live, wanted) => sameData(nameless(live), nameless(wanted)),
    unique: (live, wanted) => sameData(nameless(live), nameless(wanted)),
    foreignKey: (live, wanted) => sameData(nameless(live), nameless(wanted)),
    index: (live, wanted) =>
      sameData(
        { ...nameless(live), keys: [], where: null },
        { ...nameless(wanted), keys: [], where: null },
      ) &&
      expression(live.where, wanted.where) &&
      live.keys.length === wanted.keys.length &&
      live.keys.every((key, position) => {
        const other = wanted.keys[position];
        return (
          other !== undefined &&
          sameData({ ...key, expression: null }, { ...other, expression: null }) &&
          expression(key.expression, other.expression)
        );
      }),
    view: (live, wanted) => sameData(remade(live), remade(wanted)) && expression(live.query, wanted.query),
  };
}

/** Whether two constraints or indexes are called the same. */
export function sameLabel(live: ConstraintName, wanted: ConstraintName): boolean {
  return live.name === wanted.name;
}

/** Whether the wanted name was given by the user and is another than the live one. */
export function mustRename(live: ConstraintName, wanted: ConstraintName): boolean {
  return wanted.nameExplicit && live.name !== wanted.name;
}

/** Whether two types are of one family: the same but for lengths and array brackets. */
export function sameBase(live: TypeText, wanted: TypeText): boolean {
  const base = (type: TypeText): string =>
    elementType(type).replace(/"(?:[^"]|"")*"|\([^)]*\)/gu, (piece) => (piece.startsWith("(") ? "" : piece));
  return base(live) === base(wanted) && live.endsWith("]") === wanted.endsWith("]");
}

/** Whether an expression reads one of the columns. */
export function mentionsAny(expression: string | null, columns: ReadonlySet<string>): boolean {
  if (expression === null) return false;
  return [...columns].some((column) => mentionsColumn(expression, column));
}

/** What a view must be made again for, but for its query: neither what ALTER changes nor what only follows from it. */
function remade({
  query: _query,
  with: _with,
  accessMethod: _accessMethod,
  tablespace: _tablespace,
  populated: _populated,
  reads: _reads,
  outputs: _outputs,
  outputTypes: _outputTypes,
  ...rest
}: View): object {
  return rest;
}

function nameless<T extends ConstraintName>(item: T): T {
  return { ...item, name: null, nameExplicit: false };
}
