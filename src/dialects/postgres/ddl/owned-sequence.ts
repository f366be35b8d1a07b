import { sql, type Sql } from "../../sql.ts";
import type { Column, Identity, Named } from "../../../core/schema/schema.ts";
import { defaultName, qualified, quote } from "../identifiers.ts";
import { dollarQuoted, textLiteral } from "../literal.ts";

/** Make `nextval` of a new sequence the default of an integer column, as `serial` does. */
export function attachSequence(table: Named, column: Column, base: Sql): readonly Sql[] {
  const sequence = qualified({ schema: table.schema, name: defaultName(table.name, column.name, "seq") });
  const place = sql`${qualified(table)}.${quote(column.name)}`;
  return [
    sql`CREATE SEQUENCE ${sequence} AS ${base} OWNED BY ${place}`,
    sql`ALTER TABLE ${qualified(table)} ALTER COLUMN ${quote(column.name)} SET DEFAULT nextval(${textLiteral(sequence)})`,
  ];
}

/** Drop the sequence that a column owns, whatever its name. */
export function dropSequence(table: Named, column: string): Sql {
  return onSequence(table, column, sql`DROP SEQUENCE %s`);
}

/** Let the sequence of a column count as far as another type goes. */
export function retypeSequence(table: Named, column: string, base: Sql): Sql {
  return onSequence(table, column, sql`ALTER SEQUENCE %s AS ${base}`);
}

/** Let a sequence go on after the values that are there. */
export function continueSequence(table: Named, column: string, identity: Identity | null): Sql {
  const last = identity?.increment?.startsWith("-") === true ? "min" : "max";
  const value = sql`${last}(${quote(column)})`;
  return sql`SELECT setval(${sequenceName(table, column)}, ${value}) FROM ${qualified(table)} HAVING ${value} IS NOT NULL`;
}

function onSequence(table: Named, column: string, command: Sql): Sql {
  const body = sql` BEGIN
  EXECUTE format(${textLiteral(command)}, ${sequenceName(table, column)});
END `;
  return sql`DO ${dollarQuoted(body)}`;
}

/** SQL for the name of the sequence that a column owns. */
export function sequenceName(table: Named, column: string): Sql {
  return sql`pg_get_serial_sequence(${textLiteral(qualified(table))}, ${textLiteral(column)})`;
}
