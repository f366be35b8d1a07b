import { formatName } from "../../../core/schema/names.ts";
import type { Column, Identity } from "../../../core/schema/schema.ts";
import { quote } from "../identifiers.ts";
import type { ColumnRow } from "./queries.ts";

/** A column as the catalogue has it. */
export function columnOf(row: ColumnRow): Column {
  const serial = row.serial === true && row.notNull ? serials.get(row.type) : undefined;
  const generated = row.generated !== "" && row.expression !== null;
  return {
    name: row.name,
    type: serial ?? typeOf(row),
    nullable: !row.notNull,
    default: generated || serial !== undefined ? null : row.expression,
    generated: generated ? { expression: row.expression ?? "", stored: row.generated === "s" } : null,
    identity: row.identity === "" ? null : identityOf(row),
    collation:
      row.collation === null ? null : formatName({ schema: row.collationSpace, name: row.collation }),
    autoincrement: false,
    comment: row.comment,
  };
}

const serials: ReadonlyMap<string, string> = new Map([
  ["int2", "smallserial"],
  ["int4", "serial"],
  ["int8", "bigserial"],
]);

/**
 * The type by name: PostgreSQL's own as it formats them, an enum as a name of the model, another's as SQL.
 * A type of an extension has no namespace here, since nobody writes `extensions.vector(3)`.
 */
function typeOf(row: ColumnRow): string {
  const suffix = row.array ? "[]" : "";
  if (row.typeSpace === null) return row.formatted + suffix;
  if (row.typeKind === "e") return formatName({ schema: row.typeKey, name: row.type }) + suffix;
  const modifier = /\([^()]*\)$/u.exec(row.formatted)?.[0] ?? "";
  const name = plain(row.type);
  const space = row.typeKey === null || row.typeOfExtension ? "" : `${plain(row.typeKey)}.`;
  return space + name + modifier + suffix;
}

function plain(part: string): string {
  return /^[a-z_][a-z\d_]*$/u.test(part) ? part : quote(part);
}

function identityOf(row: ColumnRow): Identity {
  return {
    always: row.identity === "a",
    sequence: row.sequence,
    start: row.start,
    increment: row.increment,
    min: row.min,
    max: row.max,
    cache: row.cache,
    cycle: row.cycle === true,
  };
}
