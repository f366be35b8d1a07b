import { afterEach, describe, expect, it } from "vitest";
import { dialects, type Project } from "../support/project.ts";
import { createDrizzleProject, lead } from "../support/scenario.ts";
import { canaryRole, hostileNames } from "./hostile-names.ts";

/** Longer names are cut by PostgreSQL, which is not what is looked at here. */
const names = hostileNames.filter((name) => Buffer.byteLength(name) < 60);

/** A schema file with a table a name, in which everything that can have a name has it. */
function schemaFile(dialect: Project["dialect"], after: boolean): string {
  const postgres = dialect === "postgresql";
  const table = postgres ? "pgTable" : "sqliteTable";
  const [core, extra] = postgres
    ? ["pg-core", ", pgEnum, pgSchema, pgView"]
    : ["sqlite-core", ", sqliteView"];
  const lines = names.map((name, number) => {
    const text = JSON.stringify(name);
    const more = (end: string): string => JSON.stringify(name + end);
    const own = after ? `, plus: integer(${more("+")})` : "";
    const label = postgres
      ? `export const e${number} = pgEnum(${text}, [${after ? "" : '"a", '}${text}, "z"]);
export const n${number} = pgSchema(${text});
export const nt${number} = n${number}.table("t", { id: integer().primaryKey() });
`
      : "";
    const columns = [
      `id: integer(${text}).primaryKey()`,
      `word: text(${more("w")}).default(${after ? more("!") : text})`,
      `up: integer(${more("u")})`,
      ...(postgres
        ? [
            `mood: e${number}(${more("m")}).default(${text})`,
            `moods: e${number}(${more("ms")}).array()`,
            after ? `was: e${number}(${more("t")})` : `was: text(${more("t")})`,
          ]
        : [`was: ${after ? "integer" : "text"}(${more("t")})`]),
    ].join(", ");
    return `${label}export const t${number} = ${table}(${more("tab")}, { ${columns}${own} }, (t) => [
  index(${more("i")}).on(t.word, sql\`lower(\${t.word} || ${sqlText(name)})\`)${after ? `.where(sql\`\${t.word} <> ${sqlText(name)}\`)` : ""},
  unique(${more("q")}).on(t.up${after ? "" : ", t.word"}),
  check(${more("c")}, sql\`\${t.word} <> ${sqlText(name + (after ? "2" : "1"))}\`),
  foreignKey({ name: ${more("f")}, columns: [t.up], foreignColumns: [t.id] })${after ? '.onDelete("cascade")' : ""},
]);
export const v${number} = ${postgres ? "pgView" : "sqliteView"}(${more("v")}).as((qb) => qb.select({ id: t${number}.id${after ? `, word: t${number}.word` : ""} }).from(t${number}));
`;
  });
  return `import { sql } from "drizzle-orm";
import { check, foreignKey, index, integer, ${table}, text, unique${extra} } from "drizzle-orm/${core}";
export const canary = ${table}("canary", { id: integer().primaryKey() });
${lines.join("\n")}`;
}

/** A string of SQL, as the source of a template says it. */
function sqlText(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return quoted
    .replaceAll("\\", "\\\\")
    .replaceAll("`", "\\`")
    .replaceAll("${", "\\${")
    .replaceAll("\r", "\\r");
}

describe.each(dialects)("a schema of hostile names on %s", (dialect) => {
  let project: Project;
  afterEach(() => project.remove());

  it("is made, changed and led back by what autogenerate writes", async () => {
    project = await createDrizzleProject(dialect);
    project.write("before.ts", schemaFile(dialect, false));
    project.write("after.ts", schemaFile(dialect, true));
    const written = await lead(project, {
      rows: ["INSERT INTO canary VALUES (1)"],
      config: { confirmBreaking: true },
    });
    expect(written.proven).toBe(true);
    const environment = await project.open();
    await environment.connected(async ({ connection }) => {
      expect(await connection.query("SELECT * FROM canary")).toEqual([{ id: 1 }]);
      if (dialect === "postgresql")
        expect(await connection.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [canaryRole])).toEqual([]);
    });
    expect(Object.hasOwn(globalThis, "canary")).toBe(false);
  }, 300_000);
});
