/** What may hurt about rows, rights, and what cannot be seen. */
export const dataRules = {
  "update-without-where": {
    kind: "lock",
    severity: "warning",
    why: "Every row is written in one statement: all of them are locked until it ends, and the table grows to twice its size.",
    safe: "Write in batches: op.backfill or op.each, in a revision that says `transaction = false`.",
  },
  "opaque-sql": {
    kind: "design",
    severity: "notice",
    why: "What the statement does stands in a function or is put together when it runs, so that nothing can be said of it.",
    safe: "Read it yourself, `mig lint --trace` to see the locks that it takes, and say so in an ignore comment.",
  },
  "unread-body": {
    kind: "design",
    severity: "warning",
    why: "What the revision does depends on what it reads from a database, or it failed when it was looked at, so that nothing can be said of it.",
    safe: "`mig lint --trace` runs it on a copy.",
  },
  "no-downgrade": {
    kind: "design",
    severity: "notice",
    why: "The revision cannot be taken back.",
    safe: "Write `downgrade`; what cannot be brought back need not be, if the structure is.",
  },
  "application-import": {
    kind: "design",
    severity: "warning",
    why: "A revision is a record of what was done. With code of the application in it, it does something else when that code changes.",
    safe: "Write the statements into the revision; types may be imported, since they are taken off.",
  },
  "row-security": {
    kind: "breaking",
    dialect: "postgresql",
    severity: "warning",
    why: "Which rows roles see, or may write, is another from now on.",
    safe: "Make the policies first, and look at what the roles of the application see.",
  },
  "policy-changed": {
    kind: "breaking",
    dialect: "postgresql",
    severity: "warning",
    why: "Which rows roles see, or may write, is another from now on.",
    safe: "Look at what the roles of the application see before and after.",
  },
  "grant-to-public": {
    kind: "breaking",
    dialect: "postgresql",
    severity: "warning",
    why: "Every role of the server gets the right, or a role may pass it on.",
    safe: "Grant it to the roles that need it.",
  },
  "role-changed": {
    kind: "breaking",
    dialect: "postgresql",
    severity: "warning",
    why: "Roles belong to the whole server, and to the applications of other databases on it.",
    safe: "Change roles where servers are set up.",
  },
  "extension-changed": {
    kind: "breaking",
    dialect: "postgresql",
    severity: "warning",
    why: "Another version of an extension may change or drop types and functions that tables and queries use.",
    safe: "Try it on a copy with the data of production.",
  },
  "own-danger": {
    kind: "may-fail",
    severity: "warning",
    why: "An operation of the project's own says of itself that it may hurt.",
    safe: "What its author says.",
  },
  "ignore-without-reason": {
    kind: "design",
    severity: "error",
    why: "A comment turns a rule off and does not say why, or names no rule that there is.",
    safe: "`mig-lint-ignore rule: why it does not hurt here`.",
  },
  "ignore-of-nothing": {
    kind: "design",
    severity: "warning",
    why: "A comment turns off a rule that found nothing there.",
    safe: "Remove the comment.",
  },
} as const;

export type DataRule = keyof typeof dataRules;
