import type { FailedStatement } from "./failed-statement.ts";

/** What is known of a statement that the database refused. */
export type StatementDetails = Pick<FailedStatement, keyof FailedStatement>;

/** Of a failure that tells programs nothing but its code. */
export type NoDetails = Record<string, never>;

/** The code of every failure. */
export type ErrorCode = keyof ErrorDetails;

/** What each failure tells programs, by its code: ids, paths, names. */
export interface ErrorDetails {
  "ambiguous-revision": { text: string; candidates: readonly string[] };
  "ambiguous-walk": { text: string; at: string; ways: readonly string[]; direction: "up" | "down" };
  "backfill-not-finished": { revision: string; found: string };
  "backup-failed": NoDetails;
  "bad-call": { operation: string };
  "bad-config": { path: string; problems: readonly string[] };
  "bad-data-call": { call: string; problem: string };
  "bad-data-file": { path: string; line: number | null; problem: string };
  "bad-file-name": { name: string; problem: string };
  "bad-key": { what: string; key: readonly string[]; problem: string };
  "bad-kit-file": { path: string; why: string };
  "bad-name": { text: string };
  "bad-range": { text: string; why: string };
  "bad-rename": { text: string; why: string };
  "bad-repeatable": { path: string };
  "bad-revision-expression": { text: string; why: string };
  "bad-revision-header": {
    problems: readonly {
      path: string;
      line: number | null;
      problem: string;
    }[];
  };
  "bad-revision-id": { revision: string; file: string };
  "bad-sql-part": { path: string; line: number; part: string; problem: string };
  "bad-squash": { revision: string; places: readonly string[] };
  "bad-url": { dialect: string };
  "bad-url-parameter": { name: string; value: string; why: string };
  "bad-usage": NoDetails;
  "bad-value": { option: string; value: string; expected: string };
  "branch-not-applied": { text: string; branch: string };
  "broken-off": NoDetails;
  "builder-shared": { table: string; key: string; name: string; path: string };
  "bundler-missing": NoDetails;
  "called-too-late": NoDetails;
  "cannot-bundle": { path: string; specifier: string; why: string };
  "cannot-record": { revision: string; path: string; direction: string };
  "cannot-squash": { range: string };
  "cannot-store": { column: string; why: string };
  "cannot-trace": { revision: string; path: string };
  "changed-history": { changed: readonly string[] };
  "column-missing": { what: string; table: string; column: string; path: string };
  "column-twice": { table: string; column: string; keys: readonly string[]; path: string };
  "confirmation-needed": {
    reasons: readonly string[];
    revision?: string;
    direction?: string;
    path?: string;
    /** What of the step was run before it was stopped, in words. */
    readonly ran?: readonly string[];
    rolledBack?: boolean;
    hintForApplications: string;
  };
  "connection-failed": { database: string };
  "connection-lost": { database: string };
  "custom-operation-without-module": { name: string };
  "database-busy": StatementDetails & {
    attempts: number;
    blockers: string | null;
  };
  "database-not-at-heads": { current: readonly string[]; heads: readonly string[] };
  "declared-twice": {
    kind: string;
    name: string;
    first: { path: string; exportName: string | null };
    second: { path: string; exportName: string | null };
  };
  declined: NoDetails;
  "default-not-encoded": { table: string; column: string };
  "dependency-cycle": { revisions: readonly string[]; places: readonly string[] };
  "dependent-broken": StatementDetails & { kind: string; name: string };
  "driver-missing": { drivers: readonly string[]; dialect: string };
  "drizzle-missing": { part: string };
  "duplicate-branch-label": { label: string; holders: readonly string[]; places: readonly string[] };
  "duplicate-revision": { revision: string; places: readonly string[] };
  "editor-failed": { editor: string };
  "effect-on-copy": { call: string };
  "extra-config-lost": { table: string; place: string; found: string; path: string };
  "file-exists": { path: string; replaceable?: boolean };
  "file-refused": { path: string; errno: string };
  "foreign-backup": { place: string; why: string };
  "foreign-keys-broken": { violations: readonly string[] };
  "foreign-table": { table: string; setting: "versionTable" | "journalTable" };
  "heads-moved": { table: string; id: string };
  "illegal-branch-label": { label: string; revision: string; places: readonly string[] };
  "illegal-revision-id": { revision: string; places: readonly string[] };
  "index-unnamed": { table: string; path: string };
  interrupted: {
    where: string;
    resumes: boolean;
  };
  "invalid-graph": {
    problems: readonly {
      code: string;
      message: string;
      hint: string;
      details: Readonly<Record<string, unknown>>;
    }[];
  };
  "journal-unreadable": { details: string };
  "kept-text-failed": { revision: string; path: string };
  "kit-migration-failed": { name: string; sql: string | null };
  "lock-lost": NoDetails;
  "lock-not-freed": { holder: string };
  "lock-timeout": { seconds: number; holder: string | null };
  "missing-argument": { command: string; argument: string; describe: string };
  "missing-body": { path: string; direction: string; dialect: string | null };
  "missing-revision": {
    missing: string;
    revision: string;
    relation: "downRevision" | "dependsOn";
    places: readonly string[];
  };
  "missing-value": { option: string; value: string };
  "mixed-state": {
    near: readonly string[];
    problems: readonly { text: string }[];
    repairable: boolean;
  };
  "module-failed": { path: string; line?: number; source?: string; position?: number };
  "multiple-heads": { text: string; heads: readonly string[] };
  "needs-database": { what: string; mode: string };
  "no-backup": { name: string | null };
  "no-baseline": { tables: number };
  "no-command": NoDetails;
  "no-config": { folder: string };
  "no-config-file": { path: string };
  "no-data-file": { path: string };
  "no-env-file": { path: string };
  "no-key": { what: string; why: string };
  "no-kit-folder": { folder: string };
  "no-schema-files": { configuration: string; patterns: readonly string[] };
  "no-scratch-database": { database: string };
  "no-such-object": { kind: string; name: string; inside: string | null };
  "no-tables": { paths: readonly string[] };
  "no-url": { configuration: string };
  "not-a-file": { path: string };
  "not-a-head": { revision: string };
  "not-applied": { revision: string; current: readonly string[] };
  "not-at-head": { current: readonly string[]; heads: readonly string[] };
  "not-awaited": NoDetails;
  "not-empty": { objects: readonly string[]; heads: readonly string[] };
  "not-in-bundle": { path: string };
  "not-in-journal": { revisions: readonly string[] };
  "not-on-branch": { revision: string; branch: string };
  "nothing-to-merge": { found: readonly string[] };
  "nothing-to-pull": { database: string };
  "nothing-to-set": { table: string };
  "object-exists": { kind: string; name: string; inside: string | null };
  "online-in-one-transaction": NoDetails;
  "outside-folder": { name: string; folder: string };
  "overlapping-database-heads": { lower: string; upper: string };
  "overlapping-targets": { lower: string; upper: string };
  "placeholder-left": { path: string; line: number | null; revision: string; place: string; rows: string };
  "post-write-hook-failed": { name: string; path: string; output: string };
  "primary-key-twice": { table: string; path: string };
  "proof-failed": { direction: "upgrade" | "downgrade"; differences: readonly string[] };
  "rebuild-in-batch": NoDetails;
  "reference-mismatch": {
    table: string;
    columns: readonly string[];
    foreign: readonly string[];
    path: string;
  };
  "reference-missing": { table: string; columns: readonly string[]; path: string };
  "repeatable-cycle": { names: readonly string[] };
  "repair-failed": Partial<StatementDetails>;
  "repeatable-failed": Partial<StatementDetails> & { name: string; path: string };
  "repeatable-unfit": Partial<StatementDetails> & { name: string; path: string };
  "restore-failed": { place: string };
  "resume-refused": { revision: string; what: string };
  "revision-cycle": { revisions: readonly string[]; places: readonly string[] };
  "same-file": { name: string; path: string };
  "several-current-heads": { text: string; heads: readonly string[]; narrower: readonly string[] };
  "setting-failed": Partial<StatementDetails> & { setting: string; path: string };
  "signature-failed": { revision: string; path: string };
  "squash-unequal": { direction: string; differences: readonly string[] };
  "statement-failed": StatementDetails;
  "step-failed": Partial<StatementDetails> & {
    revision: string;
    direction: string;
    path: string;
    /** null: nobody knows, since the connection was lost as it was committed. */
    readonly rolledBack: boolean | null;
    applied: readonly string[];
    innerCode: ErrorCode | null;
  };
  "table-of-drizzle-kit": { table: string };
  "template-failed": { path: string };
  "template-incomplete": { folder: string; wanted: string };
  "too-few-revisions": { text: string; found: number; start: string };
  "too-many-arguments": { command: string; argument: string };
  "transaction-control": { sql: string; index: null; position: null };
  "transform-failed": { where: string; problem: string };
  "two-primary-keys": { table: string };
  "unfinished-write": { path: string };
  "unknown-branch": { branch: string; labels: readonly string[] };
  "unknown-command": { name: string; closest: string | null };
  "unknown-data-format": { path: string };
  "unknown-database-revision": { unknown: readonly string[]; replacedBy: readonly (string | null)[] };
  "unknown-db": { why: string };
  "unknown-driver": { driver: string; dialect: string; known: readonly string[] };
  "unknown-history": { from: string };
  "unknown-history-table": { table: string; why: string };
  "unknown-option": { option: string; command: string | null; closest: string | null };
  "unknown-rename": { text: string; name: string; side: "database" | "schema" };
  "unknown-repeatable": { name: string; path: string; dependency: string; known: readonly string[] };
  "unknown-revision": { text: string; branch: string | null };
  "unknown-template": { name: string; known: readonly string[] };
  "unknown-time-zone": { zone: string };
  "unknown-version-path": { path: string; known: readonly string[] };
  "unclear-old-table": { table: string; why: string };
  "unmanaged-database": { there: readonly string[]; at: readonly string[]; oldTables: readonly string[] };
  "unreadable-catalogue": { kind: string; name: string; sql: string };
  "unreadable-schema": { what: string; path: string; exportName: string | null };
  "unrelated-range": { text: string; start: string };
  "unserved-dialect": { path: string; dialect: string };
  "unserved-driver": { path: string; driver: string; instead: string };
  "unsupported-operation": { what: string; dialect: string };
  "unsure-state": { at: readonly string[]; unsure: readonly string[] };
  "wrong-dialect": { what: string; kind: string; dialect: string; path: string; exportName: string | null };
  "wrong-direction": { text: string; command: "upgrade" | "downgrade" };
}
