import type { ColumnSpec, ForeignKeySpec } from "../../operations/spec.ts";
import { plainNames, type Reader } from "../../sql/reader.ts";
import { isWord, type Token } from "../../sql/tokens.ts";

/** A column as `CREATE TABLE` and `ADD COLUMN` define it, with its inline constraints. */
export interface ColumnDefinition {
  readonly column: ColumnSpec;
  readonly primaryKey: boolean;
  readonly unique: boolean;
  readonly references: ForeignKeySpec | null;
  readonly checks: readonly string[];
}

/** Read `name type …` to its end; null where no column stands. */
export function columnDefinition(reader: Reader): ColumnDefinition | null {
  const name = reader.name();
  if (name === null) return null;
  const type = reader.textUntil((token) => isWord(token, ...afterType));
  let column: ColumnSpec = { name, type };
  let primaryKey = false;
  let unique = false;
  let references: ForeignKeySpec | null = null;
  const checks: string[] = [];
  while (!reader.done) {
    if (reader.words("CONSTRAINT")) reader.name();
    else if (reader.words("NOT", "NULL")) column = { ...column, nullable: false };
    else if (reader.words("PRIMARY", "KEY")) {
      primaryKey = true;
      column = { ...column, nullable: false };
    } else if (reader.words("UNIQUE")) unique = true;
    else if (reader.words("AUTOINCREMENT")) column = { ...column, autoincrement: true };
    else if (reader.words("DEFAULT")) column = { ...column, default: defaultOf(reader) };
    else if (reader.words("CHECK")) checks.push(reader.brackets()?.rest ?? "");
    else if (reader.words("REFERENCES")) references = referenceOf(reader, [name]);
    else if (reader.words("GENERATED", "ALWAYS", "AS") || reader.words("GENERATED", "BY", "DEFAULT", "AS"))
      column = { ...column, ...generationOf(reader) };
    else if (reader.words("AS")) column = { ...column, ...generationOf(reader) };
    else reader.skip();
  }
  return { column, primaryKey, unique, references, checks };
}

/** Read what follows `REFERENCES`, up to what is not of it. */
export function referenceOf(reader: Reader, columns: readonly string[]): ForeignKeySpec {
  const table = reader.needRelation().key;
  const target = plainNames(reader.brackets()) ?? columns;
  let onDelete: ForeignKeySpec["onDelete"] = null;
  let validated = true;
  for (;;) {
    if (reader.words("ON", "DELETE")) {
      if (reader.words("CASCADE")) onDelete = "cascade";
      else if (reader.words("SET", "NULL")) onDelete = "set null";
      else if (reader.words("SET", "DEFAULT")) onDelete = "set default";
      else if (reader.words("RESTRICT")) onDelete = "restrict";
      else reader.words("NO", "ACTION");
    } else if (reader.words("ON", "UPDATE")) {
      reader.skip();
      reader.oneOf("NULL", "DEFAULT", "ACTION");
    } else if (reader.words("NOT", "VALID")) validated = false;
    else if (reader.words("NOT", "DEFERRABLE")) continue;
    else if (
      reader.oneOf("DEFERRABLE", "INITIALLY", "DEFERRED", "IMMEDIATE", "MATCH", "FULL", "SIMPLE") === null
    )
      break;
  }
  return { columns, references: { table, columns: target }, onDelete, validated };
}

function generationOf(reader: Reader): Partial<ColumnSpec> {
  if (reader.words("IDENTITY")) {
    reader.brackets();
    return { identity: {}, nullable: false };
  }
  const expression = reader.brackets()?.rest ?? "";
  const stored = reader.oneOf("STORED", "VIRTUAL") === "STORED";
  return { generated: { expression, stored } };
}

/** A default ends where another constraint of the column begins; its first word is always of it. */
function defaultOf(reader: Reader): string {
  let isFirst = true;
  const ends = (token: Token, left: Reader): boolean => {
    const first = isFirst;
    isFirst = false;
    return (
      !first && (isWord(token, ...afterDefault) || (isWord(token, "NOT") && isWord(left.peek(1), "NULL")))
    );
  };
  return reader.textUntil(ends);
}

const afterDefault = [
  "CONSTRAINT",
  "NULL",
  "PRIMARY",
  "UNIQUE",
  "CHECK",
  "REFERENCES",
  "GENERATED",
  "COLLATE",
  "DEFERRABLE",
  "AS",
] as const;

const afterType = [...afterDefault, "NOT", "DEFAULT", "AUTOINCREMENT", "STORAGE", "COMPRESSION"] as const;
