import { defineConfig } from "drizzle-mig";

const url = process.env["DATABASE_URL"] ?? "file:./research.db";

export default defineConfig({
  url,
  schema: url.startsWith("postgres") ? "./schema.postgres.ts" : "./schema.ts",
  revisions: "./revisions",
  // New revisions are SQL, and named by their day.
  template: "sql",
  fileTemplate: "{year}{month}{day}_{rev}_{slug}",
  // Every step that was tried, applied or errored, with its error_message.
  journalTable: "migrations",
});
