import { describe, expect, it } from "vitest";
import type { Style } from "../../../src/cli/colour.ts";
import { printAdopt } from "../../../src/cli/print/adopt.ts";
import { printBackups, printRestore } from "../../../src/cli/print/backups.ts";
import { printBranches } from "../../../src/cli/print/branches.ts";
import { printCheck, printDiff } from "../../../src/cli/print/check.ts";
import { printCurrent } from "../../../src/cli/print/current.ts";
import { printDoctor, printResolved } from "../../../src/cli/print/doctor.ts";
import { printEntries } from "../../../src/cli/print/entry.ts";
import { printTemplates } from "../../../src/cli/print/files.ts";
import { printImport } from "../../../src/cli/print/imported.ts";
import { printTableImport } from "../../../src/cli/print/imported-table.ts";
import { printInit } from "../../../src/cli/print/init.ts";
import { printAnnotations, printLint } from "../../../src/cli/print/lint.ts";
import { printLog } from "../../../src/cli/print/log.ts";
import { printPlan, printStamp } from "../../../src/cli/print/plan.ts";
import { printPull } from "../../../src/cli/print/pull.ts";
import { printRevision } from "../../../src/cli/print/revision.ts";
import { printSquash } from "../../../src/cli/print/squash.ts";
import { nothingSeen } from "../../../src/adopt/adopt.ts";
import type { AdoptResult } from "../../../src/commands/adopt.ts";
import type { CheckResult } from "../../../src/commands/check.ts";
import type { CurrentResult } from "../../../src/commands/current.ts";
import type { HistoryEntry } from "../../../src/commands/history-entry.ts";
import type { ImportResult } from "../../../src/commands/import-history.ts";
import type { TableImportResult } from "../../../src/commands/import-table.ts";
import type { LintFinding, LintResult } from "../../../src/commands/lint.ts";
import type { MigrateResult } from "../../../src/commands/migrate-to.ts";
import type { PullResult } from "../../../src/commands/pull.ts";
import type { BackupsResult } from "../../../src/commands/restore.ts";
import type { RevisionResult } from "../../../src/commands/revision.ts";
import type { StampResult } from "../../../src/commands/stamp.ts";
import type { JournalEntry } from "../../../src/records/journal.ts";

/** Colours that can be read. */
const style = Object.fromEntries(
  ["strong", "faint", "good", "warning", "bad", "mark"].map((name) => [
    name,
    (text: string) => (text === "" ? "" : `<${name}>${text}</${name}>`),
  ]),
) as unknown as Style;

/** What a printer makes of a result, and of the same with each of the changes. */
function forms<R>(
  print: (result: R, style: Style) => string,
  whole: R,
  changes: Readonly<Record<string, Partial<R>>>,
): readonly (readonly [title: string, text: string])[] {
  return Object.entries({ "as it is": {}, ...changes }).map(([title, change]) => [
    title,
    print({ ...whole, ...change }, style),
  ]);
}

const many = Array.from({ length: 12 }, (_, at) => `p${at}`);

const repair: AdoptResult["repairs"][number] = {
  revision: "b2",
  message: "add teams",
  path: "revisions/b2.ts",
  applied: true,
  discrepancies: ["table teams is missing", "index teams_name is missing"],
  commands: [],
  changes: [
    {
      text: "create table teams",
      sql: ["CREATE TABLE teams (id int)", "CREATE INDEX i ON teams (id)"],
      caution: null,
      holdsRows: true,
    },
    {
      text: "drop column users.old",
      sql: ["ALTER TABLE users DROP COLUMN old"],
      caution: "values are lost",
      holdsRows: false,
    },
    { text: "create view v", sql: [], caution: "its query is not known", holdsRows: false },
  ],
  besides: ["execute UPDATE users"],
  complete: false,
};
const mixed = (change: Partial<typeof repair>): Partial<AdoptResult> => ({
  state: "mixed",
  nearest: ["a1"],
  repairs: [{ ...repair, ...change }],
});
const adopted: AdoptResult = {
  ...nothingSeen,
  state: "found",
  database: "app",
  heads: ["b2"],
  nearest: ["a1"],
  evidence: [
    {
      revision: "b2",
      message: "add teams",
      applied: true,
      signature: true,
      present: ["table teams"],
      missing: [],
      superseded: [],
      unknown: null,
    },
    {
      revision: "a1",
      message: "",
      applied: false,
      signature: "covered",
      present: ["table users"],
      missing: ["index i", "index j"],
      superseded: ["table old"],
      unknown: "its body asks the database",
    },
    {
      revision: "a0",
      message: "first",
      applied: false,
      signature: null,
      present: [],
      missing: [],
      superseded: [],
      unknown: "it fails",
    },
    {
      revision: "z",
      message: "none",
      applied: true,
      signature: false,
      present: [],
      missing: [],
      superseded: [],
      unknown: null,
    },
  ],
  differences: ["column users.name is text"],
  others: ["table spatial_ref_sys"],
  scripts: [
    { name: "views", present: ["v", "w"], missing: ["x", "y"] },
    { name: "rights", present: [], missing: [] },
    { name: "policies", present: ["p"], missing: [] },
  ],
  stamped: true,
  repaired: [],
  dryRun: false,
};

const imported: ImportResult = {
  folder: "drizzle",
  dryRun: false,
  revisions: [
    {
      revision: "a",
      name: "0000_a",
      downRevisions: [],
      isNew: true,
      hasDowngrade: true,
      remark: null,
      repairs: ["a comma too many"],
    },
    {
      revision: "b",
      name: "0001_b",
      downRevisions: ["a"],
      isNew: true,
      hasDowngrade: false,
      remark: null,
      repairs: [],
    },
    {
      revision: "c",
      name: "0002_c",
      downRevisions: ["b"],
      isNew: true,
      hasDowngrade: false,
      remark: "By hand:",
      repairs: [],
    },
    {
      revision: "d",
      name: "0003_d",
      downRevisions: ["c"],
      isNew: true,
      hasDowngrade: false,
      remark: "By hand:",
      repairs: [],
    },
    {
      revision: "e",
      name: "0004_e",
      downRevisions: ["d"],
      isNew: false,
      hasDowngrade: false,
      remark: "Old:",
      repairs: ["old"],
    },
  ],
  written: [],
  stamped: ["d", "e"],
  pending: [
    { revision: "d", name: "0003_d", isHole: true, isPresent: true },
    { revision: "e", name: "0004_e", isHole: false, isPresent: false },
  ],
  assumed: ["0002_c"],
  untried: { name: "0001_b", statement: null, why: "no table t", migrations: ["0001_b", "0002_c", "0003_d"] },
  lacking: ["column users.name"],
  orphans: ["deadbeef"],
  edited: ["0000_a"],
  blocked: false,
  note: "Look at it.",
};

const untried = (
  change: Partial<NonNullable<ImportResult["untried"]>>,
  dryRun = false,
): Partial<ImportResult> => ({
  dryRun,
  untried: { ...imported.untried!, migrations: ["0003_d"], ...change },
});

const tableImported: TableImportResult = {
  table: "migrations",
  kind: "rows",
  dryRun: false,
  rows: [
    { name: "1_a", status: "applied", at: "2026-11-20", errorMessage: null, revision: "a", by: "file" },
    { name: "2_b", status: "errored", at: null, errorMessage: "no table\nline 2", revision: "b", by: "slug" },
    { name: "3_c", status: "applied", at: null, errorMessage: null, revision: null, by: null },
  ],
  unmapped: [
    { name: "3_c", candidates: ["c", "d"] },
    { name: "4_d", candidates: [] },
  ],
  shown: ["e"],
  missing: [],
  stamped: ["a", "e"],
  keptAs: "migrations_old",
  blocked: false,
  note: "Look at it.",
};

const finding: LintFinding = {
  rule: "drop-column",
  kind: "data-loss",
  severity: "error",
  revision: "a",
  direction: "upgrade",
  path: "revisions/a,1.ts",
  line: 3,
  message: "users.name is 100% gone",
  why: "Values are lost.",
  safe: "Rename it.",
  docs: "docs/lint.md#drop-column",
  sql: null,
};
const linted: LintResult = {
  ok: false,
  revisions: ["a"],
  findings: [
    finding,
    { ...finding, line: null, message: "once more\r\nand more" },
    { ...finding, rule: "wide-index", severity: "notice" },
    { ...finding, rule: "long-name", severity: "warning" },
    { ...finding, rule: "long-name", severity: "warning" },
  ],
  fixed: [
    { rule: "index-not-concurrent", path: "revisions/b.ts", line: 7, revision: "b" },
    { rule: "index-not-concurrent", path: "revisions/c.ts", line: null, revision: "c" },
  ],
  trace: [
    {
      revision: "a",
      path: "revisions/a.ts",
      statements: [
        {
          sql: "ALTER TABLE t\n  DROP a",
          durationMs: 12,
          locks: [
            { mode: "ACCESS EXCLUSIVE", relation: "t" },
            { mode: "ROW SHARE", relation: "s" },
            { mode: "ACCESS EXCLUSIVE", relation: "t_pkey" },
          ],
          rewritten: ["t", "s"],
          inTransaction: true,
        },
        { sql: "VACUUM", durationMs: 3, locks: [], rewritten: [], inTransaction: false },
      ],
    },
  ],
  ignored: [],
  prefix: "",
};

const head: HistoryEntry = {
  revision: "2a95102259be",
  downRevision: "29f859a13eac",
  labels: ["networking", "db"],
  dependsOn: ["55af2cb1c267", "e1"],
  message: "ip_account",
  path: "revisions/2a95102259be_ip_account.ts",
  flags: ["head", "current"],
  doc: "ip_account\n \nRevision: 2a95102259be",
  createdAt: null,
  branchesInto: ["only"],
};
const base: HistoryEntry = {
  ...head,
  revision: "1975ea83b712",
  downRevision: null,
  labels: [],
  dependsOn: [],
  flags: ["branchpoint", "base"],
  message: "",
  doc: "",
  branchesInto: ["2a95102259be", "other"],
};
const changed = {
  path: "revisions/a.ts",
  appliedAt: "2026-11-20",
  runner: "host:1:me",
  hint: "Put it back.",
};
const current: CurrentResult = {
  heads: ["2a95102259be"],
  atHead: true,
  entries: [head],
  unknown: ["dead0"],
  changed: [
    { revision: "a", kind: "edited", ...changed },
    { revision: "dead0", kind: "unknown", ...changed, path: null },
  ],
  repeatables: [
    { name: "views", path: "views.sql", state: "changed", appliedAt: null, error: null },
    { name: "rights", path: "rights.sql", state: "errored", appliedAt: null, error: "no role" },
    { name: "old", path: null, state: "gone", appliedAt: null, error: null },
    { name: "done", path: "done.sql", state: "applied", appliedAt: null, error: null },
    { name: "new", path: "new.sql", state: "pending", appliedAt: null, error: null },
  ],
  database: "postgres://u@h/db",
};

const drift: CheckResult["drift"] = [
  { found: "in-database", summary: "drop table t", reverse: [] },
  { found: "unlike", summary: "alter column u.a: not null", reverse: [] },
  { found: "not-in-database", summary: "add column u.b text", reverse: [] },
];
const revision: RevisionResult = {
  revision: "a",
  path: "revisions/a_x.ts",
  downRevision: null,
  message: "x",
  files: [
    { revision: "a", path: "revisions/a_x.ts", changes: ["add table t"], transaction: true, why: [] },
    { revision: "b", path: "revisions/b_x.ts", changes: ["add index i"], transaction: false, why: ["Why"] },
  ],
  changes: ["add table t", "add index i"],
  warnings: ["look", "look twice"],
  proven: true,
  stamped: false,
};
const checked: CheckResult = {
  ok: false,
  pending: [],
  operations: [],
  drift,
  history: null,
  written: [],
  warnings: ["look"],
};

const run: MigrateResult = {
  from: [],
  to: ["a", "c"],
  dryRun: true,
  steps: [
    { revision: "a", direction: "upgrade", message: "first", heads: ["a"] },
    { revision: "c", direction: "upgrade", message: "", heads: ["a", "c"] },
    { revision: "a", direction: "upgrade", message: "other", heads: ["b"] },
    { revision: "c", direction: "downgrade", message: "back", heads: ["c"] },
    { revision: "a", direction: "downgrade", message: "", heads: [] },
  ],
};
const everything: Partial<MigrateResult> = {
  repeatables: ["views", "rights"],
  note: "Adopted.",
  breaking: ["table users is dropped"],
  undeclared: ["a", "b"],
};

const journaled: JournalEntry = {
  revision: "2a95102259be",
  direction: "upgrade",
  status: "applied",
  startedAt: "2026-11-20T09:30:00.000Z",
  finishedAt: "2026-11-20T09:30:00.012Z",
  durationMs: 12,
  checksum: null,
  errorMessage: null,
  statement: null,
  statementIndex: null,
  toolVersion: "0.1.0",
  runner: "host:1:me",
  details: null,
};
const log = {
  entries: [
    journaled,
    {
      ...journaled,
      revision: "b",
      status: "errored" as const,
      durationMs: 61_500,
      errorMessage: " no such table: t\nin line 2\n",
    },
    { ...journaled, status: "running" as const, finishedAt: null, durationMs: null },
  ],
};

const backup = { at: "2026-11-20T09:30:00.000Z", kind: "file", place: "app.db.1", tables: null } as const;
const backups: BackupsResult = {
  backups: [
    { ...backup, before: { revision: "b", direction: "downgrade" }, exists: true },
    { ...backup, place: "app.db.2", before: { revision: "a", direction: "upgrade" }, exists: false },
  ],
};
const pulled: PullResult = {
  path: "schema.ts",
  text: "the text",
  tables: 1,
  views: 2,
  unsaid: ["trigger a of t"],
  leftOut: ["t_2020 (a partition)"],
  differences: [],
  warnings: ["public.t is odd"],
};

/** Each printer with every form of what it prints. */
const printed = {
  adopt: () => [
    ...forms(printAdopt, adopted, {
      managed: { state: "managed" },
      empty: { state: "empty" },
      "with weak evidence": { weak: ["a1"], stamped: false },
    }),
    ...forms(
      printAdopt,
      { ...adopted, ...nothingSeen, stamped: false },
      {
        unsure: { state: "unsure", heads: ["b2"], unsure: ["c3"] },
        "unsure of two": { state: "unsure", unsure: ["c3", "d4"] },
        mixed: mixed({}),
        "mixed, with what can be left to it": mixed({ complete: true }),
        "mixed, with what can be run as it is": mixed({ commands: ["mig stamp a1"], message: "" }),
        "mixed, with what counts as not run": { ...mixed({ applied: false }), nearest: [] },
        "mixed, without SQL": mixed({ changes: [], besides: [] }),
        "mixed, with a body that is not known": mixed({ besides: null }),
        "mixed, with a body of five lines": mixed({ besides: many.slice(0, 5) }),
        "mixed, with a long body": mixed({ besides: many.slice(0, 6) }),
      },
    ),
  ],
  backups: () => [
    ...forms(printBackups, backups, { none: { backups: [] } }),
    ...forms(printRestore, { backup, from: ["b"], to: ["a", "c"] }, { "to base": { to: [] } }),
  ],
  branches: () => [
    ...forms(
      (each, paint) => printBranches(each, paint, false),
      { branches: [{ branchpoint: base, children: [head, base] }] },
      {},
    ),
    ...forms(
      (each, paint) => printBranches(each, paint, true),
      { branches: [{ branchpoint: base, children: [head] }] },
      {},
    ),
    ...forms(
      ({ entries }, paint) => printEntries(entries, paint),
      { entries: [head, base, { ...head, downRevision: ["a", "b"] }, { ...head, downRevision: ["a"] }] },
      {},
    ),
  ],
  check: () =>
    forms(printCheck, checked, {
      "nothing found": { ok: true, drift: [], warnings: [] },
      pending: { pending: ["a", "b"], repeatables: current.repeatables! },
      "scripts alone": { drift: [], repeatables: current.repeatables!.slice(0, 1) },
      "with its revisions": { history: drift.slice(0, 1) },
      "of its revisions alone": { drift: [], history: drift },
      "no difference from its revisions": { drift: [], history: [] },
      written: {
        written: [
          { ...revision, accepts: true, declare: "export const t;\n" },
          { ...revision, accepts: false, declare: null },
        ] as unknown as CheckResult["written"],
      },
    }),
  current: () => [
    ...forms((each, paint) => printCurrent(each, paint, false), current, {
      "at base": { entries: [], unknown: [], changed: [] },
      "at base, without scripts": { entries: [], unknown: [], changed: [], repeatables: [] },
      "only strangers": { entries: [], changed: [], repeatables: current.repeatables!.slice(2, 4) },
    }),
    ...forms((each, paint) => printCurrent(each, paint, true), current, {}),
  ],
  diff: () =>
    forms(
      printDiff,
      {
        changes: ["add column t.a", "drop t"],
        upgrade: ["ALTER TABLE t ADD a int", "SELECT 1; "],
        downgrade: ["ALTER TABLE t DROP a;"],
        warnings: ["a is lost"],
      },
      { "no difference": { changes: [] }, "without warnings": { changes: [], warnings: [] } },
    ),
  doctor: () => [
    ...forms(
      printDoctor,
      {
        ok: false,
        database: "app",
        driver: "postgres",
        checks: ["server", "rights"],
        findings: [
          { check: "server", level: "fault", message: "It is old. Renew it.", hint: "Renew it." },
          { check: "rights", level: "advice", message: "They are few.", hint: "Grant more." },
          { check: "rights", level: "advice", message: "They are odd.", hint: "" },
        ],
      },
      {
        sound: { ok: true, findings: [] },
        nowhere: { ok: true, database: null, driver: null, findings: [] },
      },
    ),
    ...forms(
      printResolved,
      { revision: "a", as: "applied", from: [], to: ["a", "b"] },
      { "at base": { to: [] } },
    ),
  ],
  import: () => [
    ...forms(printImport, imported, { "only looked": { dryRun: true } }),
    ...forms(
      printImport,
      {
        ...imported,
        stamped: null,
        pending: [],
        assumed: [],
        lacking: [],
        orphans: [],
        edited: [],
        note: "",
      },
      {
        "where nothing can be tried": untried({ name: null, why: "no server" }, true),
        "with a fault in the last": untried({ name: "0003_d" }),
        "with a fault that keeps nothing back": { untried: null },
      },
    ),
  ],
  "import-table": () =>
    forms(printTableImport, tableImported, {
      "only looked": { dryRun: true },
      "of heads": { rows: [], unmapped: [], shown: [], stamped: [], keptAs: null, note: "" },
      "not stamped": { stamped: null },
    }),
  init: () => [
    ...forms(
      printInit,
      { written: ["migrate.config.ts", "revisions"], noticed: ["There is a history."], next: ["mig adopt"] },
      {
        "nothing to do": { written: [], noticed: [], next: [] },
      },
    ),
    ...forms(
      printTemplates,
      {
        templates: [
          { name: "sql", description: "Plain SQL." },
          { name: "typescript", description: "Calls of op." },
        ],
      },
      {},
    ),
  ],
  lint: () => [
    ...forms(printLint, linted, {
      "nothing found": { findings: [], fixed: [], trace: null, revisions: ["a", "b"] },
      ignored: {
        findings: [finding],
        fixed: [],
        trace: null,
        ignored: [{ ...finding, reason: "It is empty." }],
      },
      "all ignored": {
        findings: [],
        fixed: [],
        trace: [],
        ignored: [{ ...finding, reason: "It is empty." }],
      },
    }),
    ...forms(printAnnotations, linted, {
      "in a folder of the repository": { prefix: "packages/db" },
      "nothing found": { findings: [] },
    }),
  ],
  log: () => [
    ...forms(printLog, log, { "nothing tried": { entries: [] } }),
    ...forms((each, paint) => printLog(each, paint, "errored"), { entries: [] }, {}),
  ],
  plan: () => [
    ...forms(printPlan, run, {
      "with all that can be said": everything,
      done: { dryRun: false },
      "done, with all that can be said": { ...everything, dryRun: false },
      "one step": { steps: run.steps.slice(0, 1) },
      script: { sql: "BEGIN;\n" },
      "nothing to do": { steps: [] },
      "nothing to do, with a reason": { steps: [], note: "a is applied already." },
      "scripts alone": { steps: [], repeatables: ["views"] },
      "scripts alone, done": { steps: [], dryRun: false, repeatables: ["views"] },
    }),
    ...forms<StampResult>(
      printStamp,
      { from: ["a", "b"], to: [], dryRun: false },
      { "dry run": { from: [], to: ["a"], dryRun: true }, script: { sql: "BEGIN;\n" } },
    ),
  ],
  pull: () =>
    forms(printPull, pulled, {
      "the text alone": { path: null },
      "nothing else to say": {
        views: 0,
        tables: 2,
        unsaid: [],
        leftOut: [],
        differences: null,
        warnings: [],
      },
      "of one view, with differences": { views: 1, differences: ["column t.a"] },
      "much left out": { leftOut: many },
      "ten left out": { leftOut: many.slice(0, 10) },
    }),
  revision: () =>
    forms(printRevision, revision, {
      "no change": { files: [], warnings: [], proven: null },
      "not proven, and stamped": { proven: false, stamped: true, warnings: [] },
    }),
  squash: () =>
    forms(
      printSquash,
      {
        revision: "s",
        path: "revisions/s.ts",
        replaces: ["a", "b", "c"],
        downRevisions: [],
        message: "",
        operations: 5,
        kept: 2,
        hasDowngrade: true,
      },
      { "forward only": { hasDowngrade: false } },
    ),
};

describe("what commands print", () => {
  it.each(Object.entries(printed))("is as it was, in every form: %s", async (name, all) => {
    const text = all()
      .map(([title, each]) => `=== ${title}\n${each}`)
      .join("\n");
    await expect(text).toMatchFileSnapshot(`golden/${name}.txt`);
  });
});
