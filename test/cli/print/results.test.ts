import { describe, expect, it } from "vitest";
import { createStyle } from "../../../src/cli/colour.ts";
import { printBackups } from "../../../src/cli/print/backups.ts";
import { printBranches } from "../../../src/cli/print/branches.ts";
import { printCheck, printDiff } from "../../../src/cli/print/check.ts";
import { printCurrent } from "../../../src/cli/print/current.ts";
import { printDoctor } from "../../../src/cli/print/doctor.ts";
import { printTemplates } from "../../../src/cli/print/files.ts";
import { printLog } from "../../../src/cli/print/log.ts";
import { printPlan, printStamp } from "../../../src/cli/print/plan.ts";
import { printPull } from "../../../src/cli/print/pull.ts";
import { printRevision } from "../../../src/cli/print/revision.ts";
import type { HistoryEntry } from "../../../src/commands/history-entry.ts";
import type { MigrateResult } from "../../../src/commands/migrate-to.ts";
import type { PullResult } from "../../../src/commands/pull.ts";
import type { JournalEntry } from "../../../src/records/journal.ts";

const style = createStyle(false);

const head: HistoryEntry = {
  revision: "2a95102259be",
  downRevision: "29f859a13eac",
  labels: ["networking"],
  dependsOn: ["55af2cb1c267"],
  message: "ip_account",
  path: "revisions/2a95102259be_ip_account.ts",
  flags: ["head", "current"],
  doc: "ip_account\n\nRevision: 2a95102259be",
  createdAt: null,
  branchesInto: [],
};
const base: HistoryEntry = {
  ...head,
  revision: "1975ea83b712",
  downRevision: null,
  labels: [],
  dependsOn: [],
  flags: ["branchpoint", "base"],
  message: "",
};

describe("what commands print", () => {
  it("current: a line a head, and rows that no file has", () => {
    const result = {
      heads: [],
      atHead: false,
      entries: [head],
      unknown: ["dead0"],
      changed: [],
      database: "postgres://u@h/db",
    };
    expect(printCurrent(result, style, false)).toBe(
      "2a95102259be (networking) (head)  ip_account\ndead0 (no such revision file)\n",
    );
    expect(printCurrent(result, style, true)).toMatch(
      /^Current revision\(s\) for postgres:\/\/u@h\/db:\nRev: 2a95102259be \(head\) \(current\)\nParent: 29f8/u,
    );
    expect(printCurrent({ ...result, entries: [], unknown: [], changed: [] }, style, false)).toBe(
      "The database is at <base>: no revision is applied to postgres://u@h/db.\n",
    );
  });

  it("branches: the revisions after a branch point, aligned below it", () => {
    expect(printBranches({ branches: [{ branchpoint: base, children: [head] }] }, style, false)).toBe(
      "1975ea83b712 (branchpoint)\n             -> 2a95102259be (networking) (head) (current)  ip_account\n",
    );
  });

  const run: MigrateResult = {
    from: [],
    to: ["b"],
    dryRun: false,
    steps: [
      { revision: "a", direction: "upgrade", message: "first", heads: ["a"] },
      { revision: "b", direction: "upgrade", message: "", heads: ["b"] },
    ],
  };

  it.each<[title: string, result: MigrateResult, text: string]>([
    ["a run", run, "Done: 2 steps, <base> -> b\n"],
    [
      "a dry run",
      { ...run, dryRun: true },
      "2 steps would be run, <base> -> b:\n  upgrade  a  first\n  upgrade  b\n",
    ],
    [
      "a dry run with two heads on its way",
      { ...run, dryRun: true, to: ["a", "c"], steps: [{ ...run.steps[0]!, heads: ["a", "c"] }] },
      "1 step would be run, <base> -> a, c:\n  upgrade  a  first  (then at a, c)\n",
    ],
    ["a script", { ...run, sql: "BEGIN;\n" }, "BEGIN;\n"],
    ["nothing to do", { ...run, from: ["b"], steps: [] }, "Nothing to do: the database is at b.\n"],
    ["a reason", { ...run, steps: [], note: "a is applied already." }, "a is applied already.\n"],
  ])("upgrade and downgrade: %s", (_title, result, text) => {
    expect(printPlan(result, style)).toBe(text);
  });

  it("stamp: what was written or would be", () => {
    expect(printStamp({ from: ["a"], to: [], dryRun: false }, style)).toBe("Stamped: a -> <base>\n");
    expect(printStamp({ from: [], to: ["a"], dryRun: true }, style)).toBe(
      "The stamp would be changed: <base> -> a\n",
    );
  });

  it("log: a line a step, the error of a failed one below it", () => {
    const entry: JournalEntry = {
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
    const failed: JournalEntry = {
      ...entry,
      revision: "b",
      status: "errored",
      durationMs: 61_500,
      errorMessage: "no such table: t\nin line 2",
    };
    const running: JournalEntry = { ...entry, status: "running", finishedAt: null, durationMs: null };
    expect(printLog({ entries: [entry, failed, running] }, style)).toMatchInlineSnapshot(`
      "Started                   Revision      Direction  Status   Took       By
      2026-11-20T09:30:00.000Z  2a95102259be  upgrade    applied  12 ms      host:1:me
      2026-11-20T09:30:00.000Z  b             upgrade    errored  1 min 2 s  host:1:me
          no such table: t
          in line 2
      2026-11-20T09:30:00.000Z  2a95102259be  upgrade    running             host:1:me
      "
    `);
    expect(printLog({ entries: [] }, style)).toBe("Nothing was tried on this database yet.\n");
    expect(printLog({ entries: [] }, style, "errored")).toBe("No step on this database is errored.\n");
  });

  it("check: what is pending and what differs, by who has it", () => {
    const none = { operations: [], drift: [], history: null, written: [], warnings: [] };
    expect(printCheck({ ...none, ok: true, pending: [] }, style)).toBe(
      "No new upgrade operations detected.\n",
    );
    const drift = [
      { found: "in-database" as const, summary: "drop table t", reverse: [] },
      { found: "unlike" as const, summary: "alter column u.a: not null", reverse: [] },
      { found: "not-in-database" as const, summary: "add column u.b text", reverse: [] },
    ];
    const found = { ...none, ok: false, drift, warnings: ["look"] };
    expect(printCheck({ ...found, pending: ["a", "b"] }, style)).toMatchInlineSnapshot(`
      "Not applied yet: a, b
        mig upgrade heads
      The database differs from the Drizzle schema:
        declared, and not in the database:
          add column u.b text
        in the database, and not declared:
          drop table t
        declared otherwise than it is in the database:
          alter column u.a: not null
      Warning: look
      "
    `);
    expect(printCheck({ ...found, pending: [], history: drift.slice(0, 1) }, style)).toMatchInlineSnapshot(`
      "The database differs from the Drizzle schema:
        declared, and not in the database:
          add column u.b text
        in the database, and not declared:
          drop table t
        declared otherwise than it is in the database:
          alter column u.a: not null
      The database differs from what its revisions make:
        in the database, and made by no revision:
          drop table t
      mig check --revert -m "…" writes revisions that bring the database to the schema.
      mig check --accept -m "…" writes the one that makes what the database has, and shows what to declare.
      Warning: look
      "
    `);
  });

  it("diff: SQL both ways that can be run as it stands", () => {
    const result = {
      changes: ["add column t.a"],
      upgrade: ["ALTER TABLE t ADD a int"],
      downgrade: ["ALTER TABLE t DROP a;"],
      warnings: ["a is lost"],
    };
    expect(printDiff(result, style)).toMatchInlineSnapshot(`
      "-- add column t.a
      -- Warning: a is lost

      -- upgrade
      ALTER TABLE t ADD a int;

      -- downgrade
      ALTER TABLE t DROP a;
      "
    `);
    expect(printDiff({ changes: [], upgrade: [], downgrade: [], warnings: [] }, style)).toBe(
      "No difference.\n",
    );
  });

  it("revision: the file, the changes and the warnings", () => {
    const result = {
      revision: "a",
      path: "revisions/a_x.ts",
      downRevision: null,
      message: "x",
      files: [
        { revision: "a", path: "revisions/a_x.ts", changes: ["add table t"], transaction: true, why: [] },
        {
          revision: "b",
          path: "revisions/b_x.ts",
          changes: ["add index i"],
          transaction: false,
          why: ["Why"],
        },
      ],
      changes: ["add table t", "add index i"],
      warnings: ["look"],
      proven: true,
      stamped: false,
    };
    expect(printRevision(result, style)).toBe(
      "Wrote revisions/a_x.ts\n  add table t\nWrote revisions/b_x.ts, which runs statement by statement\n  add index i\n  Why.\nWarning: look\nIt was run up and down on a scratch copy.\n",
    );
    expect(
      printRevision(
        { ...result, revision: null, path: null, files: [], changes: [], warnings: [], proven: null },
        style,
      ),
    ).toBe("No change was found; nothing was written.\n");
  });

  it("doctor: what is wrong, and what to do where the message does not say so", () => {
    const finding = {
      check: "server",
      level: "fault",
      message: "It is old. Renew it.",
      hint: "Renew it.",
    } as const;
    const advice = {
      check: "rights",
      level: "advice",
      message: "They are few.",
      hint: "Grant more.",
    } as const;
    const result = {
      ok: false,
      database: "app",
      driver: "postgres",
      checks: ["server"],
      findings: [finding, advice],
    };
    expect(printDoctor(result, style)).toBe(
      "server: It is old. Renew it.\nrights, for your information: They are few.\n  Grant more.\n",
    );
    expect(printDoctor({ ...result, ok: true, findings: [] }, style)).toBe(
      "Sound: app by postgres (server)\n",
    );
  });

  it("pull: the file, what is not in it, and the warnings", () => {
    const result: PullResult = {
      path: "schema.ts",
      text: "",
      tables: 1,
      views: 0,
      unsaid: ["trigger a of t"],
      leftOut: ["t_2020 (a partition)"],
      differences: [],
      warnings: ["public.t is odd"],
    };
    expect(printPull(result, style)).toMatchInlineSnapshot(`
      "Wrote schema.ts (1 table)
      Drizzle has no words for these; they stay in the database, and are no difference:
        trigger a of t
      Left out, and never touched: t_2020 (a partition)
      The file says what the database has: mig check finds no difference.
      Warning: public.t is odd
      "
    `);
    expect(printPull({ ...result, path: null, text: "text" }, style)).toBe("text");
  });

  it("backups: what each was taken before, and which are gone", () => {
    const backup = { at: "2026-11-20T09:30:00.000Z", kind: "file", place: "app.db.1", tables: null } as const;
    const before = { revision: "b", direction: "downgrade" };
    const kept = [
      { ...backup, before, exists: true },
      { ...backup, place: "app.db.2", before, exists: false },
    ];
    expect(printBackups({ backups: kept }, style)).toMatchInlineSnapshot(`
      "Taken                     Before       Kind  Place
      2026-11-20T09:30:00.000Z  downgrade b  file  app.db.1
      2026-11-20T09:30:00.000Z  downgrade b  file  app.db.2 (gone)
      "
    `);
    expect(printBackups({ backups: [] }, style)).toBe("There are no backups.\n");
  });

  it("templates: a line each", () => {
    const templates = [
      { name: "sql", description: "Plain SQL." },
      { name: "typescript", description: "Calls of op." },
    ];
    expect(printTemplates({ templates }, style)).toBe(
      "Available templates:\n\nsql         Plain SQL.\ntypescript  Calls of op.\n",
    );
  });
});
