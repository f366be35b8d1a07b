import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { interleave, ratios, type Contender } from "./measure.ts";
import { startPostgres } from "./postgres.ts";
import { isThere, mig, must, root, type Scenario } from "./scenario.ts";

/** How many tables the project has. */
export const count = 500;
const own = `mig check, ${count} tables`;
/** The Python of the system, which Debian's Alembic belongs to. */
const python = "/usr/bin/python3";

/** A schema against a database that has it already: nothing is found, and everything is looked at. */
export const check: Scenario = {
  name: "check on PostgreSQL",
  async run({ folder, rounds, skip }) {
    const server = await startPostgres();
    try {
      const url = server.url("app");
      await server.create("app");
      writeProject(folder, url);
      must(folder, mig("revision", "--autogenerate", "--no-proof", "-m", "all"));
      must(folder, mig("upgrade", "head", "--quiet"));
      const contenders: Contender[] = [{ name: own, command: mig("check"), folder }];
      if (isThere(python, "-c", "import alembic, psycopg2")) {
        const script = join(import.meta.dirname, "compare.py");
        must(folder, [python, script, "reflect", url, "metadata.pickle"]);
        contenders.push({
          name: "Alembic's comparison",
          command: [python, script, "compare", url, "metadata.pickle"],
          folder,
        });
      } else skip("no Alembic with psycopg2 on this machine");
      contenders.push({
        name: "drizzle-kit push",
        command: [join(root, "node_modules/.bin/drizzle-kit"), "push", "--force"],
        folder,
      });
      const times = await interleave(contenders, Math.ceil(rounds / 5));
      return ratios(times, own, { "Alembic's comparison": 0.25, "drizzle-kit push": null });
    } finally {
      await server.stop();
    }
  },
};

/** A project of 500 tables on PostgreSQL. */
export function writeProject(folder: string, url: string): void {
  mkdirSync(join(folder, "revisions"), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "dir");
  const config = { dialect: "postgresql", schema: "./schema.ts" };
  writeFileSync(join(folder, "migrate.config.ts"), `export default ${JSON.stringify({ ...config, url })};\n`);
  writeFileSync(
    join(folder, "drizzle.config.ts"),
    `export default ${JSON.stringify({ ...config, dbCredentials: { url }, tablesFilter: ["t*"] })};\n`,
  );
  const tables = Array.from({ length: count }, (_, number) => table(number));
  writeFileSync(
    join(folder, "schema.ts"),
    `import { boolean, index, integer, jsonb, numeric, pgTable, text, timestamp, unique, varchar } from "drizzle-orm/pg-core";\n${tables.join("")}`,
  );
}

function table(number: number): string {
  // Ten tables hang on one: SQLAlchemy follows foreign keys by recursion, and gives up on a long chain.
  const first = number - (number % 10);
  const parent = number === first ? "" : `.references(() => t${first}.id, { onDelete: "cascade" })`;
  return `
export const t${number} = pgTable("t${number}", {
  id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
  name: varchar("name", { length: 100 }).notNull(),
  email: text("email"),
  kind: text("kind").notNull().default("plain"),
  score: numeric("score", { precision: 10, scale: 2 }).default("0"),
  active: boolean("active").notNull().default(true),
  data: jsonb("data"),
  note: text("note"),
  parentId: integer("parent_id")${parent},
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp("updated_at", { withTimezone: true }),
}, (t) => [index("t${number}_name").on(t.name), unique("t${number}_email").on(t.email)]);
`;
}
