import { describe, expect, it } from "vitest";
import { engine as nodeSqlite } from "../../src/dialects/sqlite/driver/node-sqlite.ts";
import { compiledSource } from "../support/ask.ts";
import { createPostgresDatabase } from "../support/databases.ts";
import { installProject } from "./installed-project.ts";

const postgresql = `import { integer, pgTable, text } from "drizzle-orm/pg-core";
export const users = pgTable("users", { id: integer("id").primaryKey(), name: text("name").notNull() });
`;
const sqlite = postgresql.replaceAll("pgTable", "sqliteTable").replace("pg-core", "sqlite-core");

// PGlite, which takes seconds to start, is opened once by the test of all drivers.
const drivers: readonly (readonly [driver: string, schema: string, url: string | null])[] = [
  ["pg", postgresql, null],
  ["libsql", sqlite, "file:./app.db"],
  ...((await nodeSqlite()) === null ? [] : ([["node:sqlite", sqlite, "file:./app.db"]] as const)),
];

/** The way of a project from its first revision to rows that Drizzle writes. */
describe("a project whose driver is", () => {
  it.each(drivers)("%s", async (driver, schema, given) => {
    const database = given === null ? await createPostgresDatabase() : null;
    const url = given ?? database?.url;
    const project = installProject(await compiledSource(), {
      "migrate.config.ts": `export default ${JSON.stringify({ driver, url, schema: "./schema.ts" })};\n`,
      "schema.ts": schema,
    });
    const ran = async (line: string): Promise<string> => {
      const { code, stdout, stderr } = await project.mig(line);
      if (code !== 0) throw new Error(`mig ${line}: ${stderr}${stdout}`);
      // What a driver has to say to us, such as of a way to use it that is going away, is not the user's business.
      expect(stderr).not.toContain("DeprecationWarning");
      return stdout;
    };
    try {
      const { revision } = JSON.parse(await ran("revision --autogenerate -m first --json")) as {
        revision: string;
      };
      project.write(
        "revisions/b1_rows.ts",
        `import { users } from "../schema";
import { gt, sql } from "drizzle-orm";
export const revision = "b1";
export const downRevision = "${revision}";
export async function upgrade(op: any): Promise<void> {
  await op.db.insert(users).values([{ id: 1, name: "one" }, { id: 2, name: "two" }]);
  await op.db.transaction(async (tx: any) => {
    await tx.insert(users).values({ id: 3, name: "three" });
    await tx.transaction(async (inner: any) => {
      await inner.update(users).set({ name: "four" });
      throw new Error("never mind");
    }).catch(() => undefined);
  });
  const found = await op.db.select({ same: users.id, name: users.name, id: sql\`\${users.id}\` }).from(users).orderBy(users.id);
  if (JSON.stringify(found.map((row: any) => [row.same, row.name])) !== '[[1,"one"],[2,"two"],[3,"three"]]')
    throw new Error("Drizzle found " + JSON.stringify(found));
}
export async function downgrade(op: any): Promise<void> {
  await op.db.delete(users).where(gt(users.id, 0));
}
`,
      );
      await ran("upgrade heads");
      await ran("check");
      expect(JSON.parse(await ran("current --json"))).toMatchObject({ heads: ["b1"], atHead: true });
      await ran("downgrade base --yes");
      expect(JSON.parse(await ran("current --json"))).toMatchObject({ heads: [] });
    } finally {
      project.remove();
      await database?.drop();
    }
  });
});
