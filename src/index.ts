export type { Leavable } from "./core/diff/leavable.ts";
export { adopt, type AdoptOptions, type AdoptResult } from "./commands/adopt.ts";
export { branches, type BranchesResult } from "./commands/branches.ts";
export { bundle, type BundleOptions, type BundleResult } from "./commands/bundle.ts";
export {
  check,
  type CheckedOperation,
  type CheckOptions,
  type CheckResult,
  type WrittenByCheck,
} from "./commands/check.ts";
export type { Drift } from "./compare/drift.ts";
export { create, type CreateOptions } from "./commands/create.ts";
export { current, type CurrentOptions, type CurrentResult } from "./commands/current.ts";
export { diff, type DiffResult } from "./commands/diff.ts";
export { downgrade } from "./commands/downgrade.ts";
export { edit, type EditResult } from "./commands/edit.ts";
export { ensureVersion, type EnsureVersionResult } from "./commands/ensure-version.ts";
export { heads, type HeadsOptions, type HeadsResult } from "./commands/heads.ts";
export type { HistoryEntry, HistoryFlag } from "./commands/history-entry.ts";
export { history, type HistoryOptions, type HistoryResult } from "./commands/history.ts";
export { importHistory, type ImportOptions, type ImportResult } from "./commands/import-history.ts";
export {
  importTable,
  type MappedRow,
  type TableImportOptions,
  type TableImportResult,
} from "./commands/import-table.ts";
export { init, type InitOptions, type InitResult } from "./commands/init.ts";
export {
  lint,
  type LintFinding,
  type LintIgnored,
  type LintOptions,
  type LintResult,
} from "./commands/lint.ts";
export { log, type LogOptions, type LogResult } from "./commands/log.ts";
export { merge, type MergeOptions } from "./commands/merge.ts";
export type {
  DowngradeOptions,
  MigrateOptions,
  MigrateResult,
  MigrateStep,
  UpgradeOptions,
} from "./commands/migrate-to.ts";
export { migrate, type Logger, type StartOptions, type StartResult } from "./commands/migrate.ts";
export { pull, type PullOptions, type PullResult } from "./commands/pull.ts";
export {
  backups,
  restore,
  type BackupsResult,
  type RestoreOptions,
  type RestoreResult,
} from "./commands/restore.ts";
export {
  revision,
  type NewRevisionFile,
  type RevisionOptions,
  type RevisionResult,
} from "./commands/revision.ts";
export { show, type ShowResult } from "./commands/show.ts";
export { squash, type SquashOptions, type SquashResult } from "./commands/squash.ts";
export { stamp, type StampOptions, type StampResult } from "./commands/stamp.ts";
export { templates, type TemplatesResult } from "./commands/templates.ts";
export { upgrade } from "./commands/upgrade.ts";
export { MigError, type DetailsOf, type ExitCode, type FailureText } from "./core/errors.ts";
export type { ErrorCode, ErrorDetails, NoDetails, StatementDetails } from "./core/errors/details.ts";
export type { FailedStatement } from "./core/errors/failed-statement.ts";
export { make } from "./core/operations/make.ts";
export { defineOperation, type CustomDefinition } from "./core/operations/custom.ts";
export type { Facets, Sees } from "./core/operations/facets.ts";
export type { Fixed } from "./lint/write-fixes.ts";
export type { TracedRevision, TracedStatement } from "./lint/trace.ts";
export type { StatementWork } from "./dialects/observer.ts";
export type { RuleId, Severities } from "./core/lint/every-rule.ts";
export type { HazardKind, Severity } from "./core/lint/rule.ts";
export type { ColumnRule } from "./core/lint/rules/column.ts";
export type { ConstraintRule } from "./core/lint/rules/constraint.ts";
export type { DataRule } from "./core/lint/rules/data.ts";
export type { IndexRule } from "./core/lint/rules/index.ts";
export type { RoleRule } from "./core/lint/rules/role.ts";
export type { RunRule } from "./core/lint/rules/run.ts";
export type { SqliteRule } from "./core/lint/rules/sqlite.ts";
export type { TableRule } from "./core/lint/rules/table.ts";
export type { TypeRule } from "./core/lint/rules/type.ts";
export type { LossRule } from "./core/operations/loss.ts";
export type { OwnHazard } from "./core/operations/custom.ts";
export type { Hazard } from "./core/operations/hazard.ts";
export type { Dependencies } from "./core/operations/keys.ts";
export type { Loss } from "./core/operations/loss.ts";
export type {
  BulkInsertOptions,
  Interpreter,
  Operation,
  OperationKind,
  OperationOf,
  Operations,
  Row,
} from "./core/operations/operations.ts";
export type {
  CheckSpec,
  ColumnChange,
  ColumnReference,
  ColumnSpec,
  Constraint,
  ConstraintRef,
  EnumSpec,
  ForeignKeySpec,
  GeneratedSpec,
  IdentitySpec,
  IndexKeySpec,
  IndexSpec,
  PolicyChange,
  PolicySpec,
  PrimaryKeySpec,
  RoleChange,
  RoleSpec,
  RowSecurityChange,
  SequenceChange,
  SequenceSpec,
  Sparse,
  TableColumnSpec,
  TableSpec,
  UniqueSpec,
  ViewChange,
  ViewSpec,
} from "./core/operations/spec.ts";
export type {
  Attachment,
  Check,
  Column,
  OwnerColumn,
  ConstraintName,
  Deferrable,
  EnumType,
  ForeignKey,
  Generated,
  Identity,
  Index,
  IndexKey,
  IndexTraits,
  LinkedPolicies,
  Named,
  OnConflict,
  Policy,
  PolicyCommand,
  PrimaryKey,
  Role,
  ReferentialAction,
  Schema,
  Sequence,
  Storage,
  SequenceOptions,
  Table,
  Trigger,
  TypeText,
  Unique,
  View,
} from "./core/schema/schema.ts";
export type { Bundle, BundledRevision } from "./revisions/bundle.ts";
export {
  defineConfig,
  type ColumnComparator,
  type Comparator,
  type Config,
  type DatabaseConfig,
  type ObjectIdentity,
  type RolesConfig,
  type PostWriteHook,
  type Rewriter,
} from "./settings/config.ts";
export type { BackfillOptions } from "./data/backfill.ts";
export type { DataCalls } from "./data/calls.ts";
export type { Batch, EachBatch, EachOptions } from "./data/each.ts";
export type { ExportOptions } from "./data/export.ts";
export type { SeedOptions } from "./data/seed.ts";
export type { Project } from "./project/environment.ts";
export type { Surroundings } from "./settings/surroundings.ts";
export type { AppliedStep, Event, Report } from "./settings/events.ts";
export type { JournalEntry, JournalStatus } from "./records/journal.ts";
export type { Calls, Op, OpMode } from "./revisions/op.ts";
export { openProject } from "./project/project.ts";
export type { OpenOptions } from "./project/open-project.ts";
export type { Probe } from "./revisions/probe.ts";
export type { Detection } from "./adopt/adopt.ts";
export type { ChangedRevision } from "./run/changed-history.ts";
export type { RepeatableState } from "./run/repeatable-state.ts";
export type { OldKind, OldRow } from "./import/old-table.ts";
export type { ImportedRevision } from "./commands/import-history.ts";
export type { PendingMigration } from "./import/kit-position.ts";
export type { KitFault } from "./import/convert.ts";
export type { Direction } from "./core/graph/plan.ts";
export type { KeptBackup } from "./backup/backup.ts";
export type { Backup } from "./dialects/dialect.ts";
export type { CustomSql } from "./core/operations/custom.ts";
export type { Lexical } from "./core/sql/lexical.ts";
export type { Revision } from "./core/graph/revision.ts";
export type { Format, ReadOptions, Source } from "./data/read-rows.ts";
export type { Existing } from "./data/write-file.ts";
export type { Module, Modules } from "./settings/modules.ts";
export type { RevisionEvidence } from "./adopt/evidence.ts";
export type { Discrepancy } from "./adopt/discrepancies.ts";
export type { Repair } from "./adopt/repairs.ts";
export type { ScriptFound } from "./adopt/scripts.ts";
export type { Effects } from "./adopt/effects.ts";
export type { Effect } from "./core/adopt/find-applied.ts";
export type { StructureChange } from "./adopt/structure-changes.ts";
