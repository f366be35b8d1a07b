import { defineConfig } from "drizzle-mig";

const url = process.env["DATABASE_URL"] ?? "file:./hub.db";

/** One history for both databases; the url says which one it is. */
export default defineConfig({
  url,
  schema: url.startsWith("postgres") ? "./schema.postgres.ts" : "./schema.ts",
  revisions: "./revisions",
});
