import type { Leavable } from "./leavable.ts";
import type { Column } from "../schema/schema.ts";

/** Whether two columns of a table are taken to differ in something; null: the rules decide. */
export type ColumnJudge = (table: string, live: Column, wanted: Column) => boolean | null;

/** Rows with a number each, as the SQL of an UPDATE says it. */
export interface Numbering {
  readonly from: string;
  readonly where: string;
}

/** Nobody says anything. */
export const undecided = (): null => null;

/** The questions a dialect answers when two schemas are compared; core owns all the rest. */
export interface DiffRules {
  /** Whether two canonical types are the same to the engine. */
  sameType(live: string, wanted: string): boolean;
  /** Whether two default expressions that differ as text are the same to the engine, by rules alone. */
  sameDefault(live: Column, wanted: Column): boolean;
  /** What the user says of the types of two columns of one name, before the rules are asked. */
  readonly typeChanged: ColumnJudge;
  /** The same of their defaults. */
  readonly defaultChanged: ColumnJudge;
  /** Whether two expressions that differ as text are the same to the engine, by rules alone. */
  sameExpression(live: string, wanted: string): boolean;
  /** The expression that turns a value of one type into another where the engine has no cast of its own. */
  castExpression(column: string, from: string, to: string): string | null;
  /** Whether values of one type have nothing of the other but, by chance, its text. */
  isForeign(from: string, to: string): boolean;
  /** A value of the type that means as little as can be, for rows that need one; null when there is none. */
  placeholder(type: string): string | null;
  /**
   * An expression of the type that is another value for each row, and than what is there (SQL for the greatest value;
   * null: nothing is); null when there is none. It may count the rows, as `numbered.number`.
   */
  distinctValue(type: string, greatest: string | null): string | null;
  /** What numbers the rows of a table for such an expression: a source of rows, and how they are told; null: the expression does. */
  readonly numbering: ((table: string, name: string) => Numbering) | null;
  /** Whether a column of this type gets its values by itself once it is the whole primary key (SQLite's row id). */
  keyFillsItself(type: string): boolean;
  /** True when a unique index and a unique constraint of the same columns are one thing (SQLite). */
  readonly uniqueIndexIsConstraint: boolean;
  /** True when columns of a primary key are NOT NULL whether they say so or not, or need not be told apart. */
  readonly primaryKeyImpliesNotNull: boolean;
  /** The longest name the engine keeps, in bytes; null is no limit. */
  readonly maxNameBytes: number | null;
  /** What is left as the database has it, since the configuration says so. */
  readonly leaves: ReadonlySet<Leavable>;
  /** True when two types differ in nothing but a length that the engine never looks at (SQLite). */
  readonly lengthMeansNothing: (live: string, wanted: string) => boolean;
  /** True when foreign keys can be added to a table that exists without rebuilding it. */
  readonly addsForeignKeys: boolean;
}
