import { everyRule, ruleIds, type RuleId } from "../../src/core/lint/every-rule.ts";
import type { HazardKind } from "../../src/core/lint/rule.ts";
import { lintExamples, type Example } from "./lint-examples.ts";

const chapters: readonly (readonly [kind: HazardKind, title: string])[] = [
  ["lock", "Others have to wait"],
  ["data-loss", "Something is lost"],
  ["may-fail", "It may fail on what rows hold"],
  ["breaking", "Code that knows the old structure stops working"],
  ["refused", "The engine refuses it, or does something else"],
  ["design", "It is regretted later"],
];

const head = `# mig lint

\`mig lint\` names what may hurt in revisions before they run: statements that keep the application waiting, lose data, break
code that is still running, or do not do what they seem to. It looks at the calls that a body makes, which is run for that
without a database (\`op.mode\` is \`replay\`), and at the statements of SQL, as the database itself would read them.

\`\`\`sh
mig lint                    # revisions that are not applied to the database yet
mig lint 4d1e043b4254       # one revision
mig lint -2:heads           # a range, as mig history takes it; no database is asked
mig lint --all              # all of them
mig lint --format github    # as annotations of a pull request
\`\`\`

It ends with exit code 3 when there are errors or warnings, and with 0 where there are none but notices. \`--json\` prints each
finding with its rule, severity, file, line, reason and safe form. Writing the safe form of a change
is what \`mig revision --autogenerate --online\` does, see [Changing tables that are in use](online.md).

- **What the revision itself has made is left alone**: an index on a table that is created beside it hurts nobody.
- **What another part of the revision answers is not found**: a table that is renamed with a view under its old name, a view
  that is dropped and made again, rows that are put right before NOT NULL.
- **The way down is looked at too**, for what the server refuses, and for locks of tables that the way up spares (notices: they end
  with 0). What is lost there is not found: that is what going back is for.
- **Without a range the database is asked** where it stands, what its structure is, its version, its partitioned tables and
  how much its indexes are used. With a range nothing is asked: the structure is worked out from the revisions before it.
- A body that must read from the database (\`op.query\`, \`op.each\`) is run on a scratch database, where one can be had. Where
  none can, that is a finding of its own.

## Writing the safe form

\`mig lint --fix\` writes the safe form into the files, where that needs no guess: into revisions that are not applied yet and do
nothing but make and drop indexes, add foreign keys, checks, unique constraints and primary keys, and forbid NULL. What runs without a
transaction is no longer one whole; of these nothing is lost by it.

- Indexes are made \`concurrently\`, on the way down as well where that is of indexes alone.
- The others become the steps of [Changing tables that are in use](online.md): \`validated: false\` and then \`validateConstraint\`, a unique
  index that the constraint takes, a check that shows that there is no NULL. In SQL a statement is changed that has one such action, a
  name for its constraint, and nothing else that would have to be understood.
- The revision says \`transaction = false\`.

It looks at the file again, and puts it back where there are more errors and warnings than before. A second \`--fix\` changes nothing. A
revision that is applied, or that has begun to run, is never changed. What is left is for a person to write, since it means another
revision or another order.

## Small tables

A lock on a table of 20 rows is over before anybody sees it. \`mig lint --sizes\` asks the database how large the tables are and
leaves out locks on those below \`onlineAbove\` of the configuration, 10,000 rows where it says nothing, and what can fail on
rows where there are none. Use it where the database is as large as that of production: one of development makes everything
look harmless, which is why this is not done unasked.

## What really happens

Rules know what a statement usually does. \`mig lint --trace\` runs the revisions and looks: which locks each statement took
that were not held before (\`pg_locks\`), what was written again as a whole, and how long it took.

\`\`\`
b2 (revisions/b2_tokens.ts), as it ran:
  ALTER TABLE "users" ADD COLUMN "token" uuid DEFAULT gen_random_uuid() 17 ms
    ACCESS EXCLUSIVE on users
    written again: users, index users_pkey
\`\`\`

It runs on a scratch database to which all revisions before have been done, so that the tables have no more rows than these
revisions make: locks and rewrites are the real ones, times are not. On SQLite one writer locks all of the file, and what is
shown is what was written again.

\`mig lint --trace --live\` runs on the configured database instead, or on that of \`--url\` (a copy of production, say), in one
transaction that is rolled back; until then its locks are real. A revision that says \`transaction = false\` is refused there;
on a scratch database each of its statements runs by itself, where the locks of one that allows no transaction cannot be
seen. Bodies are told \`op.mode\` \`replay\` in both cases.

## Turning a rule off

In one place, with the reason, in a comment before the call or statement, or behind it:

\`\`\`ts
// mig-lint-ignore set-not-null: the table has 20 rows
await op.alterColumn("teams", "name", { nullable: false });
\`\`\`

\`\`\`sql
-- mig-lint-ignore drop-table: its rows were exported in the revision before
DROP TABLE old_users;
\`\`\`

Several rules are separated by commas; \`mig-lint-ignore-file\` holds for the whole file. A comment without a reason is an error,
and one that turns off nothing is a warning.

Everywhere, or with another severity, in \`migrate.config.ts\`:

\`\`\`ts
export default defineConfig({
  // …
  lint: { "rename-column": "error", "json-type": "off", "unqualified-name": "warning" },
});
\`\`\`

The severities are \`error\`, \`warning\`, \`notice\` and \`off\`. The warnings that \`mig revision\` writes into a revision, and what
\`mig adopt\` says of its repairs, are the same rules.
`;

/** docs/lint.md, written from the code. */
export function lintPage(): string {
  const chaptersText = chapters.map(([kind, title]) => chapter(kind, title)).join("\n");
  return `${head}\nThe rules are written from \`src/core/lint/rules/\`; \`npx vitest run test/docs -u\` writes them again.\n\n${chaptersText}`;
}

function chapter(kind: HazardKind, title: string): string {
  const rules = ruleIds.filter((rule) => everyRule[rule].kind === kind);
  return `## ${title}\n\n${rules.map(entry).join("\n")}`;
}

function entry(rule: RuleId): string {
  const { why, safe, severity, dialect } = everyRule[rule];
  const where = { postgresql: "PostgreSQL", sqlite: "SQLite", both: "PostgreSQL and SQLite" }[
    dialect ?? "both"
  ];
  const example = lintExamples[rule];
  return `### ${rule}\n\n${where}; \`${severity}\`. ${why}\n\nInstead: ${safe}\n${example === undefined ? "" : examples(example)}`;
}

function examples({ bad, good, badAlone = false, goodAlone = false }: Example): string {
  // What only counts is told in the sentence.
  if (bad.length > 600) return "";
  const alone = (flag: boolean): string => (flag ? "-- transaction: false\n" : "");
  return `\n\`\`\`sql\n-- found\n${alone(badAlone)}${bad}\n\n-- not found\n${alone(goodAlone)}${good}\n\`\`\`\n`;
}
