import type { ConstraintRef } from "../core/operations/spec.ts";

/** What `isApplied` of a revision asks an unmanaged database with. Names are as in `op`. */
export interface Probe {
  /** The database that is looked at. */
  readonly dialect: "postgresql" | "sqlite";
  table(name: string): Promise<boolean>;
  view(name: string): Promise<boolean>;
  column(table: string, column: string): Promise<boolean>;
  index(table: string, name: string): Promise<boolean>;
  /** A constraint by its name, or by what it is: `{ unique: ["email"] }`. */
  constraint(table: string, constraint: ConstraintRef): Promise<boolean>;
  /** An enumerated type, or one label of it. */
  type(name: string, label?: string): Promise<boolean>;
  /** Whether the table has a row, with these values where they are given; false when there is no table. */
  row(table: string, values?: Readonly<Record<string, unknown>>): Promise<boolean>;
  /** Whether a query gives any row. */
  exists(sql: string, params?: readonly unknown[]): Promise<boolean>;
  query<R = Readonly<Record<string, unknown>>>(
    sql: string,
    params?: readonly unknown[],
  ): Promise<readonly R[]>;
}
