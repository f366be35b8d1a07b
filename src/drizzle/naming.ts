import { createHash } from "node:crypto";
import { Buffer } from "node:buffer";
import type { ConstraintName } from "../core/schema/schema.ts";
import type { DialectName } from "./library.ts";

/** Whose default names new objects get: those of Drizzle 0.45, of 1.0, or of the engine itself. */
export type Naming = "drizzle" | "drizzle-v1" | "engine";

/** The names of constraints and indexes that nobody named; null leaves it to the engine. */
export interface DefaultNames {
  primaryKey(table: string, columns: readonly string[]): string | null;
  /** `.unique()` on a column; 0.45 makes it of the key in the code, not of the column's name. */
  columnUnique(table: string, key: string): string | null;
  unique(table: string, columns: readonly string[], keys: readonly string[]): string | null;
  foreignKey(
    table: string,
    columns: readonly string[],
    target: string,
    targetColumns: readonly string[],
  ): string | null;
  index(table: string, columns: readonly string[]): string;
}

/** The default names of one kind on one engine. */
export function defaultNames(naming: Naming, dialect: DialectName): DefaultNames {
  const index = (table: string, columns: readonly string[]): string => [table, ...columns, "index"].join("_");
  const nothing = (): null => null;
  if (naming === "engine")
    return { primaryKey: nothing, columnUnique: nothing, unique: nothing, foreignKey: nothing, index };
  const sqlite = dialect === "sqlite";
  if (naming === "drizzle-v1") {
    return {
      primaryKey: nothing,
      columnUnique: nothing,
      unique: (table, columns) => [table, ...columns, "unique"].join("_"),
      foreignKey: (table, columns, target, targetColumns) => {
        const parts = [table, ...columns, target, ...targetColumns];
        return sqlite ? ["fk", ...parts, "fk"].join("_") : shortened(table, [...parts, "fkey"].join("_"));
      },
      index,
    };
  }
  return {
    primaryKey: (table, columns) => (sqlite ? null : [table, ...columns, "pk"].join("_")),
    columnUnique: (table, key) => [table, key, "unique"].join("_"),
    unique: (table, _columns, keys) => [table, ...keys, "unique"].join("_"),
    foreignKey: (table, columns, target, targetColumns) =>
      sqlite ? null : [table, ...columns, target, ...targetColumns, "fk"].join("_"),
    index,
  };
}

/** A name as PostgreSQL keeps it: cut to 63 bytes between characters. SQLite keeps all of it. */
export function clip(name: string, dialect: DialectName, limit: number = kept): string {
  if (dialect === "sqlite" || Buffer.byteLength(name) <= limit) return name;
  let start = "";
  let bytes = 0;
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > limit) break;
    start += character;
  }
  return start;
}

/** A constraint's name: what was given, else the default. */
export function constraintName(
  given: string | null,
  fallback: string | null,
  dialect: DialectName,
): Pick<ConstraintName, "name" | "nameExplicit"> {
  const name = given ?? fallback;
  return { name: name === null ? null : clip(name, dialect), nameExplicit: given !== null };
}

/** The bytes of a name that PostgreSQL keeps. */
const kept = 63;

function shortened(table: string, name: string): string {
  if (name.length <= kept) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 12);
  return table.length < kept - 18 ? `${table}_${hash}_fkey` : `${hash}_fkey`;
}
