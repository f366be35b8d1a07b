import { defineConfig } from "drizzle-mig";

/** The example that the README runs: one history, on a SQLite file or, with `-n postgres`, on a server. */
export default defineConfig({
  revisions: "./revisions",
  databases: {
    default: { dialect: "sqlite", url: "file:./hub.db", schema: "./docs/example/schema.ts" },
    postgres: {
      dialect: "postgresql",
      url: "postgres://localhost:5432/hub",
      schema: "./docs/example/schema.postgres.ts",
    },
  },
});
