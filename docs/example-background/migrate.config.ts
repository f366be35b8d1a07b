import { defineConfig } from "drizzle-mig";

const url = process.env["DATABASE_URL"] ?? "file:./notes.db";

export default defineConfig({
  url,
  schema: url.startsWith("postgres") ? "./schema.postgres.ts" : "./schema.ts",
  revisions: "./revisions",
});
