import { completeSequence } from "../../../core/schema/complete.ts";
import { sequenceOf } from "../../../core/schema/lookup.ts";
import type { OwnerColumn, SequenceOptions } from "../../../core/schema/schema.ts";
import { clauses, joined, saidInSql, sql, type Sql } from "../../sql.ts";
import { identifier, qualified, quote } from "../identifiers.ts";
import { dollarQuoted, textLiteral } from "../literal.ts";
import { moved } from "./namespace.ts";
import { mark } from "../mark.ts";
import type { CompilersOf } from "./part.ts";

/** Sequences that stand by themselves. */
export const sequences: CompilersOf<
  "createSequence" | "dropSequence" | "renameSequence" | "moveSequence" | "alterSequence"
> = {
  createSequence: (spec) => () => {
    const sequence = completeSequence(spec);
    const type = sequence.type === "bigint" ? [] : [sql`AS ${saidInSql(sequence.type)}`];
    return [
      clauses([sql`CREATE SEQUENCE`, qualified(sequence), ...type, ...optionClauses(sequence)]),
      sql`COMMENT ON SEQUENCE ${qualified(sequence)} IS ${textLiteral(mark)}`,
    ];
  },
  dropSequence: (name) => () => [sql`DROP SEQUENCE ${identifier(name)}`],
  renameSequence: (from, to) => () => [sql`ALTER SEQUENCE ${identifier(from)} RENAME TO ${quote(to)}`],
  moveSequence: (name, namespace) => () => [moved("SEQUENCE", name, namespace)],
  alterSequence:
    (name, { ownedBy, ...change }) =>
    ({ before }) => {
      const old = sequenceOf(before, name);
      const place = qualified(old);
      const retyped =
        change.type === undefined || change.type === old.type ? "" : sql` AS ${saidInSql(change.type)}`;
      const alter = sql`ALTER SEQUENCE ${place}${retyped}`;
      return [
        ...(Object.keys(change).length === 0
          ? []
          : [counted(alter, textLiteral(place), { ...old, ...change }, "")]),
        ...(ownedBy === undefined
          ? []
          : [sql`ALTER SEQUENCE ${place} OWNED BY ${ownedBy === null ? "NONE" : columnSql(ownedBy)}`]),
      ];
    },
};

/** The options of a new sequence that are not the server's own. */
export function optionClauses(options: SequenceOptions): readonly Sql[] {
  const option = (words: Sql, value: string | null): Sql[] =>
    value === null ? [] : [sql`${words} ${saidInSql(value)}`];
  return [
    ...option(sql`INCREMENT BY`, options.increment),
    ...option(sql`MINVALUE`, options.min),
    ...option(sql`MAXVALUE`, options.max),
    ...option(sql`START WITH`, options.start),
    ...option(sql`CACHE`, options.cache),
    ...(options.cycle ? [sql`CYCLE`] : []),
  ];
}

/**
 * The statement that lets a sequence count otherwise: `alter` with every option, each after `set`. A sequence that
 * has given no number yet, or stands outside of what it may give now, starts over. `name` is SQL for its name.
 */
export function counted(alter: Sql, name: Sql, options: SequenceOptions, set: Sql | ""): Sql {
  const option = (value: string | null, words: Sql, otherwise: Sql): Sql =>
    sql`${set}${value === null ? otherwise : sql`${words} ${saidInSql(value)}`}`;
  const down = isDescending(options);
  const change = clauses([
    alter,
    option(options.increment, sql`INCREMENT BY`, sql`INCREMENT BY 1`),
    option(options.min, sql`MINVALUE`, sql`NO MINVALUE`),
    option(options.max, sql`MAXVALUE`, sql`NO MAXVALUE`),
    sql`${set}START WITH ${saidInSql(usualStart(options))}`,
    option(options.cache, sql`CACHE`, sql`CACHE 1`),
    sql`${set}${options.cycle ? "CYCLE" : "NO CYCLE"}`,
  ]);
  const bounds = [
    ...(options.min !== null || !down ? [sql` AND last >= ${saidInSql(options.min ?? "1")}`] : []),
    ...(options.max !== null || down ? [sql` AND last <= ${saidInSql(options.max ?? "-1")}`] : []),
  ];
  const body = sql` DECLARE
  last bigint;
  called boolean;
BEGIN
  EXECUTE format('SELECT last_value, is_called FROM %s', ${name}) INTO last, called;
  IF called${joined(bounds, "")} THEN
    ${change};
  ELSE
    ${change} RESTART;
  END IF;
END `;
  return sql`DO ${dollarQuoted(body)}`;
}

/** Where a sequence starts that is not told. */
function usualStart(options: SequenceOptions): string {
  return options.start ?? (isDescending(options) ? (options.max ?? "-1") : (options.min ?? "1"));
}

function isDescending({ increment }: SequenceOptions): boolean {
  return increment?.startsWith("-") === true;
}

function columnSql({ schema, table, column }: OwnerColumn): Sql {
  return sql`${qualified({ schema, name: table })}.${quote(column)}`;
}
