/** Which objects are ours: what lies outside is neither read nor compared nor dropped. */
export interface Scope {
  /** Namespaces to look at (PostgreSQL); null is the default one alone. Globs, `!` negates. */
  readonly schemas: readonly string[] | null;
  /** Tables and views to look at; null is all. Globs, `!` negates. */
  readonly tables: readonly string[] | null;
  /** Tables of our own, never part of the schema: the version table, the journal. Keys of names.ts. */
  readonly ownTables: readonly string[];
}
