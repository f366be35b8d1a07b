import { cpSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { revision } from "../../src/commands/revision.ts";
import { pull } from "../../src/commands/pull.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { DatabaseConfig } from "../../src/settings/config.ts";
import type { Environment } from "../../src/project/environment.ts";
import type { Project } from "../support/project.ts";
import { lead } from "../support/lead.ts";
import { createDrizzleProject } from "../support/scenario.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

const head = `import { sql } from "drizzle-orm";
import { integer, pgPolicy, pgRole, pgTable } from "drizzle-orm/pg-core";
`;
const bare = `export const notes = pgTable("notes", { id: integer() });\n`;

/** Roles are those of the whole server, on which other tests run too. */
let unique = 0;
let name = "";
beforeEach(() => {
  unique += 1;
  name = `role_${process.pid}_${unique}`;
});

type At = (schema: string, config?: Partial<DatabaseConfig>) => Promise<Environment>;

async function project(installed?: string): Promise<Project & { readonly at: At }> {
  const made = await createDrizzleProject("postgresql", installed);
  onTestFinished(async () => {
    const environment = await made.open();
    await dropRoles(environment);
    await made.remove();
  });
  return {
    ...made,
    at(schema, config = { entities: { roles: true } }) {
      made.write("schema.ts", head + schema);
      return made.open({ schema: "schema.ts", ...config }, { confirm: () => Promise.resolve(true) });
    },
  };
}

async function dropRoles(environment: Environment): Promise<void> {
  await environment.connected(async ({ connection }) => {
    const rows = await connection.query("SELECT rolname FROM pg_roles WHERE starts_with(rolname, $1)", [
      name,
    ]);
    for (const { rolname } of rows) {
      await connection.query(saidInSql(`DROP OWNED BY "${String(rolname)}"`));
      await connection.query(saidInSql(`DROP ROLE "${String(rolname)}"`));
    }
  });
}

async function ask(environment: Environment, sql: string): Promise<readonly string[]> {
  return environment.connected(async ({ connection }) =>
    (await connection.query(saidInSql(sql))).map((row) => Object.values(row).join(" ")),
  );
}

const rights = `SELECT rolname, rolcreatedb, rolcreaterole, rolinherit FROM pg_roles WHERE rolname LIKE 'role\\_%' ORDER BY 1`;

async function rightsOf(environment: Environment): Promise<readonly string[]> {
  return (await ask(environment, rights)).filter((line) => line.startsWith(name));
}

describe.each(["drizzle-orm", "drizzle-orm-v1"])("roles that %s declares", (installed) => {
  it("are made before the policies that name them, changed, renamed and dropped, and back", async () => {
    const { at } = await project(installed);
    const policy = `, (t) => [pgPolicy("own", { to: editor, using: sql\`\${t.id} > 0\` })]);`;
    const first = `export const editor = pgRole("${name}_editor", { createDb: true });\n${bare.replace(");", policy)}`;
    const changed = first.replace("{ createDb: true }", "{ createRole: true, inherit: false }");
    const renamed = changed.replace("_editor", "_writer");
    expect(await lead(at, bare)).toEqual(["create table notes (id)"]);
    expect(await lead(at, first)).toEqual([
      `create role ${name}_editor`,
      "row level security of notes: on",
      expect.stringContaining("create policy own on notes"),
    ]);
    expect(await rightsOf(await at(first))).toEqual([`${name}_editor true false true`]);
    expect(await lead(at, changed)).toEqual([
      `alter role ${name}_editor: no createDb, createRole, no inherit`,
    ]);
    expect(await rightsOf(await at(first))).toEqual([`${name}_editor false true false`]);
    expect(await lead(at, renamed, [`${name}_editor:${name}_writer`])).toEqual([
      `rename role ${name}_editor to ${name}_writer`,
    ]);
    expect(await rightsOf(await at(first))).toEqual([`${name}_writer false true false`]);
    expect(await lead(at, bare)).toEqual([
      "drop policy own of notes",
      "row level security of notes: off",
      `drop role ${name}_writer`,
    ]);
    expect(await rightsOf(await at(bare))).toEqual([]);
    await downgrade(await at(renamed), { target: "-1" });
    expect((await check(await at(renamed))).operations).toEqual([]);
    await downgrade(await at(first), { target: "-2" });
    expect((await check(await at(first))).operations).toEqual([]);
    await downgrade(await at(bare), { target: "-1" });
    expect(await rightsOf(await at(bare))).toEqual([]);
  });
});

describe("roles of a server that others use too", () => {
  const schema = (): string => `export const editor = pgRole("${name}");\n${bare}`;

  it("must be there, where they are not managed, and are said when they are not", async () => {
    const { at } = await project();
    const policy = `export const editor = pgRole("${name}_a");
export const theirs = pgRole("${name}_b").existing();
export const notes = pgTable("notes", { id: integer() }, () => [pgPolicy("own", { to: ["${name}_c", theirs, "current_user", "pg_monitor"] })]);\n`;
    expect((await check(await at(policy, {}))).warnings).toEqual([
      `Role ${name}_a is declared and must be there already, but the server has none: set entities: { roles: true } to have it made, or make it by hand.`,
      `Role ${name}_b is referred to and must be there already, but the server has none: make it by hand, or declare it among the roles that are managed.`,
      `Role ${name}_c is referred to and must be there already, but the server has none: make it by hand, or declare it among the roles that are managed.`,
    ]);
    for (const each of ["a", "b", "c"]) await ask(await at(policy), `CREATE ROLE ${name}_${each} CREATEDB`);
    expect((await check(await at(policy, {}))).warnings).toEqual([]);
    const named = { entities: { roles: { exclude: [`${name}_a`] } } };
    expect((await check(await at(policy, named))).operations.map(({ kind }) => kind)).not.toContain(
      "alterRole",
    );
  });

  it("are dropped when a revision made them or the setting names them, and no other", async () => {
    const { at } = await project();
    await lead(at, bare);
    for (const each of ["a", "b"]) await ask(await at(bare), `CREATE ROLE ${name}_${each}`);
    const found = async (config: Partial<DatabaseConfig>): Promise<readonly string[]> =>
      (await check(await at(bare, config))).operations.map(({ summary }) => summary);
    expect(await found({ entities: { roles: true } })).toEqual([]);
    expect(await found({ entities: { roles: { include: [`${name}_a`] } } })).toEqual([`drop role ${name}_a`]);
    expect(await found({ entities: { roles: { include: [`${name}_a`], exclude: [`${name}_a`] } } })).toEqual(
      [],
    );
    expect(await found({ entities: { roles: { include: ["postgres"] } } })).toEqual([]);
  });

  it("are taken as they are where they exist, stay on the way back, and must be what is declared", async () => {
    const [one, two] = [await project(), await project()];
    await lead(one.at, schema());
    cpSync(join(one.folder, "revisions"), join(two.folder, "revisions"), { recursive: true });
    await upgrade(await two.at(schema()), { target: "head" });
    expect((await check(await two.at(schema()))).operations).toEqual([]);

    // The first has made it, and the second uses it.
    await expect(downgrade(await one.at(schema()), { target: "base" })).rejects.toMatchObject({
      cause: { message: expect.stringContaining("revisions of another database of the server make it too") },
    });
    expect((await check(await one.at(schema()))).operations).toEqual([]);
    await downgrade(await two.at(schema()), { target: "base" });
    expect(await rightsOf(await one.at(schema()))).toHaveLength(1);
    await downgrade(await one.at(schema()), { target: "base" });
    expect(await rightsOf(await one.at(schema()))).toEqual([]);

    await ask(await two.at(schema()), `CREATE ROLE ${name} CREATEDB`);
    await expect(upgrade(await two.at(schema()), { target: "head" })).rejects.toMatchObject({
      cause: { message: expect.stringContaining("is there already, and is not what the revision makes") },
    });
    await ask(await two.at(schema()), `ALTER ROLE ${name} NOCREATEDB`);
    await upgrade(await two.at(schema()), { target: "head" });
    await downgrade(await two.at(schema()), { target: "base" });
    expect(await rightsOf(await two.at(schema()))).toHaveLength(1);
  });

  it("are not dropped while anything is granted to them, and nothing else is taken back then", async () => {
    const [one, two] = [await project(), await project()];
    await lead(one.at, schema());
    const refused = async (words: string): Promise<void> => {
      await expect(downgrade(await one.at(schema()), { target: "base" })).rejects.toMatchObject({
        cause: { message: expect.stringContaining(words) },
      });
      expect((await check(await one.at(schema()))).operations).toEqual([]);
    };
    await ask(await two.at(bare), "CREATE TABLE secrets (id integer)");
    await ask(await two.at(bare), `GRANT SELECT ON secrets TO ${name}`);
    await refused("some objects depend on it");
    await ask(await two.at(bare), `REVOKE SELECT ON secrets FROM ${name}`);
    await ask(await one.at(schema()), `CREATE ROLE ${name}_staff`);
    await ask(await one.at(schema()), `GRANT ${name}_staff TO ${name}`);
    await refused(`its memberships would be lost. it is a member of ${name}_staff`);
    await ask(await one.at(schema()), `REVOKE ${name}_staff FROM ${name}`);
    await downgrade(await one.at(schema()), { target: "base" });
    expect(await rightsOf(await one.at(schema()))).toEqual([`${name}_staff false false true`]);
  });

  it("are known to repeatable scripts by their own names, also in proofs", async () => {
    const { at, write } = await project();
    write(
      "revisions/repeatable/counted.sql",
      `CREATE OR REPLACE VIEW counted AS SELECT count(*) FROM notes; GRANT SELECT ON counted TO ${name};`,
    );
    expect((await revision(await at(schema()), { autogenerate: true })).proven).toBe(true);
    expect((await upgrade(await at(schema()), { target: "head" })).repeatables).toEqual(["counted"]);
    expect(await check(await at(schema()))).toMatchObject({ ok: true, operations: [] });
  });

  it("leave nothing of their proofs behind, nor of those that were killed", async () => {
    const { at } = await project();
    const killed = ["mig_scratch_20200101000000_0123456789ab_01234567", `${name}_left`];
    for (const each of killed) await ask(await at(bare), `CREATE ROLE ${each}`);
    await ask(
      await at(bare),
      `COMMENT ON ROLE ${name}_left IS 'made on the scratch database mig_scratch_20200101000000_0123456789ab'`,
    );
    await revision(await at(schema()), { autogenerate: true });
    const left = await ask(
      await at(bare),
      `SELECT rolname FROM pg_roles WHERE starts_with(rolname, 'mig_scratch_2020') OR starts_with(rolname, '${name}')`,
    );
    expect(left).toEqual([]);
  });
});

describe("roles of a database that is pulled", () => {
  it("are declared where they are managed, so that nothing proposes to drop them", async () => {
    const made = await project();
    const { at } = made;
    const schema = `export const clerk = pgRole("${name}_clerk", { createDb: true, inherit: false });
export const reader = pgRole("${name} it's");\n${bare}`;
    await revision(await at(schema), { autogenerate: true });
    await upgrade(await at(schema), { target: "head" });
    const managed = await at(schema);
    const { text, differences, path } = await pull(managed, { file: "pulled.ts" });
    expect(text).toContain(`pgRole("${name}_clerk", { createDb: true, inherit: false })`);
    expect(text).toContain(`pgRole("${name} it's")`);
    expect(differences).toEqual([]);
    expect(path).toBe("pulled.ts");
    // Where roles are not managed, none is declared.
    made.write("other.ts", "");
    const plain = await pull(await made.open({ schema: "schema.ts" }), { file: "other.ts", force: true });
    expect(plain.text).not.toContain("pgRole");
    expect(plain.differences).toEqual([]);
  });
});
