import { everywhere, onPostgres, type Rule } from "../rule.ts";

export type DataRule =
  | "update-without-where"
  | "opaque-sql"
  | "unread-body"
  | "no-downgrade"
  | "application-import"
  | "row-security"
  | "policy-changed"
  | "grant-to-public"
  | "role-changed"
  | "extension-changed"
  | "own-danger"
  | "ignore-without-reason"
  | "ignore-of-nothing";

/** What may hurt about rows, rights, and what cannot be seen. */
export const dataRules: Readonly<Record<DataRule, Rule>> = {
  "update-without-where": everywhere(
    "lock",
    "warning",
    "Every row is written in one statement: all of them are locked until it ends, and the table grows to twice its size.",
    "Write in batches: op.backfill or op.each, in a revision that says `transaction = false`.",
  ),
  "opaque-sql": everywhere(
    "design",
    "notice",
    "What the statement does stands in a function or is put together when it runs, so that nothing can be said of it.",
    "Read it yourself, `mig lint --trace` to see the locks that it takes, and say so in an ignore comment.",
  ),
  "unread-body": everywhere(
    "design",
    "warning",
    "What the revision does depends on what it reads from a database, or it failed when it was looked at, so that nothing can be said of it.",
    "`mig lint --trace` runs it on a copy.",
  ),
  "no-downgrade": everywhere(
    "design",
    "notice",
    "The revision cannot be taken back.",
    "Write `downgrade`; what cannot be brought back need not be, if the structure is.",
  ),
  "application-import": everywhere(
    "design",
    "warning",
    "A revision is a record of what was done. With code of the application in it, it does something else when that code changes.",
    "Write the statements into the revision; types may be imported, since they are taken off.",
  ),
  "row-security": onPostgres(
    "breaking",
    "warning",
    "Which rows roles see, or may write, is another from now on.",
    "Make the policies first, and look at what the roles of the application see.",
  ),
  "policy-changed": onPostgres(
    "breaking",
    "warning",
    "Which rows roles see, or may write, is another from now on.",
    "Look at what the roles of the application see before and after.",
  ),
  "grant-to-public": onPostgres(
    "breaking",
    "warning",
    "Every role of the server gets the right, or a role may pass it on.",
    "Grant it to the roles that need it.",
  ),
  "role-changed": onPostgres(
    "breaking",
    "warning",
    "Roles belong to the whole server, and to the applications of other databases on it.",
    "Change roles where servers are set up.",
  ),
  "extension-changed": onPostgres(
    "breaking",
    "warning",
    "Another version of an extension may change or drop types and functions that tables and queries use.",
    "Try it on a copy with the data of production.",
  ),
  "own-danger": everywhere(
    "may-fail",
    "warning",
    "An operation of the project's own says of itself that it may hurt.",
    "What its author says.",
  ),
  "ignore-without-reason": everywhere(
    "design",
    "error",
    "A comment turns a rule off and does not say why, or names no rule that there is.",
    "`mig-lint-ignore rule: why it does not hurt here`.",
  ),
  "ignore-of-nothing": everywhere(
    "design",
    "warning",
    "A comment turns off a rule that found nothing there.",
    "Remove the comment.",
  ),
};
