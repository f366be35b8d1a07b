import type { Column, Identity, Named } from "../../../core/schema/schema.ts";
import { defaultName, qualified, quote } from "../identifiers.ts";
import { dollarQuoted, textLiteral } from "../literal.ts";

/** Make `nextval` of a new sequence the default of an integer column, as `serial` does. */
export function attachSequence(table: Named, column: Column, base: string): readonly string[] {
  const sequence = qualified({ schema: table.schema, name: defaultName(table.name, column.name, "seq") });
  const place = `${qualified(table)}.${quote(column.name)}`;
  return [
    `CREATE SEQUENCE ${sequence} AS ${base} OWNED BY ${place}`,
    `ALTER TABLE ${qualified(table)} ALTER COLUMN ${quote(column.name)} SET DEFAULT nextval(${textLiteral(sequence)})`,
  ];
}

/** Drop the sequence that a column owns, whatever its name. */
export function dropSequence(table: Named, column: string): string {
  return onSequence(table, column, "DROP SEQUENCE %s");
}

/** Let the sequence of a column count as far as another type goes. */
export function retypeSequence(table: Named, column: string, base: string): string {
  return onSequence(table, column, `ALTER SEQUENCE %s AS ${base}`);
}

/** Let a sequence go on after the values that are there. */
export function continueSequence(table: Named, column: string, identity: Identity | null): string {
  const last = identity?.increment?.startsWith("-") === true ? "min" : "max";
  const value = `${last}(${quote(column)})`;
  return `SELECT setval(${sequenceOf(table, column)}, ${value}) FROM ${qualified(table)} HAVING ${value} IS NOT NULL`;
}

function onSequence(table: Named, column: string, command: string): string {
  const body = ` BEGIN
  EXECUTE format(${textLiteral(command)}, ${sequenceOf(table, column)});
END `;
  return `DO ${dollarQuoted(body)}`;
}

function sequenceOf(table: Named, column: string): string {
  return `pg_get_serial_sequence(${textLiteral(qualified(table))}, ${textLiteral(column)})`;
}
