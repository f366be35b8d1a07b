import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { revision } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createLed, type Led } from "../support/lead.ts";

const head = `import { sql } from "drizzle-orm";
import { date, integer, pgSchema, pgTable, serial, text } from "drizzle-orm/pg-core";
`;

interface Made extends Led {
  /** Write the revision for a schema and run it; what was said of it, and its text. */
  readonly lead: (
    schema: string,
    renames?: readonly string[],
  ) => Promise<{ readonly warnings: readonly string[]; readonly text: string }>;
}

async function project(): Promise<Made> {
  const led = await createLed(head);
  const { at, folder } = led;
  return {
    ...led,
    async lead(schema, renames = []) {
      const written = await revision(await at(schema), { autogenerate: true, renames });
      expect(written.proven).toBe(true);
      await upgrade(await at(schema), { target: "head" });
      expect((await check(await at(schema))).operations).toEqual([]);
      return {
        warnings: written.warnings,
        text: readFileSync(join(folder, written.path ?? ""), "utf8"),
      };
    },
  };
}

/** All that the catalogue says of the tables besides their structure. */
const facts = `
  SELECT c.relname, 'table', concat_ws(' ', c.reloptions, c.relreplident, c.relowner::regrole, x.acl)
    FROM pg_class c, LATERAL (SELECT string_agg(concat_ws(' ', g.grantee::regrole, g.privilege_type, g.is_grantable), ', ' ORDER BY g.grantee::regrole::text, g.privilege_type) AS acl
      FROM aclexplode(c.relacl) g) x WHERE c.relnamespace IN ('public'::regnamespace, to_regnamespace('hall')) AND c.relkind IN ('r', 'S') AND c.relname !~ '^mig_'
   UNION ALL
  SELECT attrelid::regclass::text, attname, concat_ws(' ', attacl, substring(attoptions::text FROM 'n_distinct=[^,}]*'), attcompression) FROM pg_attribute
   WHERE attnum > 0 AND NOT attisdropped AND attrelid >= 16384 AND (attacl IS NOT NULL OR attoptions::text LIKE '%n_distinct%' OR attcompression <> '')
   UNION ALL
  SELECT conrelid::regclass::text, conname, concat_ws(' ', pg_get_constraintdef(oid), obj_description(oid, 'pg_constraint')) FROM pg_constraint WHERE contype = 'x'
   UNION ALL
  SELECT stxrelid::regclass::text, stxname, concat_ws(' ', stxname, stxkind, (SELECT string_agg(attname, ' ' ORDER BY attname) FROM pg_attribute WHERE attrelid = stxrelid AND attnum = ANY (stxkeys)), to_jsonb(s) ->> 'stxstattarget', obj_description(oid, 'pg_statistic_ext')) FROM pg_statistic_ext s
   UNION ALL
  SELECT prrelid::regclass::text, pubname, concat_ws(' ', (SELECT string_agg(attname, ' ' ORDER BY attname) FROM pg_attribute WHERE attrelid = prrelid AND to_jsonb(r) -> 'prattrs' @> to_jsonb(attnum)), (SELECT rowfilter FROM pg_publication_tables t WHERE t.pubname = p.pubname AND tablename = prrelid::regclass::text))
    FROM pg_publication_rel r JOIN pg_publication p ON p.oid = prpubid
   ORDER BY 1, 2`;

const bookings = (columns: string = "room: integer(), day: date(), until: date(),"): string =>
  `export const bookings = pgTable("bookings", { id: serial().primaryKey(), ${columns} note: text() });\n`;

async function withRole(ask: Made["ask"], name: string): Promise<string> {
  const role = `${name}_${process.pid}_${String(Date.now())}`;
  await ask(`CREATE ROLE ${role}`);
  onTestFinished(async () => {
    await ask(`DROP OWNED BY ${role}`);
    await ask(`DROP ROLE ${role}`);
  });
  return role;
}

async function attach({ ask }: Made, table: string = "bookings"): Promise<void> {
  const owner = await withRole(ask, "host");
  const role = await withRole(ask, "clerk");
  for (const sql of [
    `ALTER TABLE ${table} ADD CONSTRAINT "no Overlap" EXCLUDE USING gist (daterange(day, until) WITH &&) WHERE (room > 0)`,
    `COMMENT ON CONSTRAINT "no Overlap" ON ${table} IS 'one ''guest'' at a time'`,
    `CREATE STATISTICS room_and_day (dependencies) ON room, day FROM ${table}`,
    "ALTER STATISTICS room_and_day SET STATISTICS 300",
    "COMMENT ON STATISTICS room_and_day IS 'they go together'",
    `ALTER TABLE ${table} SET (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false)`,
    `ALTER TABLE ${table} ALTER COLUMN note SET (n_distinct = -0.5)`,
    `ALTER TABLE ${table} ALTER COLUMN note SET COMPRESSION pglz`,
    `ALTER TABLE ${table} REPLICA IDENTITY FULL`,
    `GRANT SELECT, INSERT ON ${table} TO ${role}`,
    `GRANT UPDATE ON ${table} TO ${role} WITH GRANT OPTION`,
    `GRANT SELECT ON ${table} TO PUBLIC`,
    `GRANT UPDATE (note, day) ON ${table} TO ${role}`,
    `GRANT USAGE ON SEQUENCE ${table}_id_seq TO ${role}`,
    `CREATE PUBLICATION changes FOR TABLE ${table} (id, note) WHERE (note <> '')`,
    `ALTER TABLE ${table} OWNER TO ${owner}`,
  ])
    await ask(sql);
}

describe("what belongs to a table and Drizzle has no words for", () => {
  it("comes back with the table, and its owner", async () => {
    const made = await project();
    const { ask, at, lead } = made;
    await lead(bookings());
    await attach(made);
    const before = await ask(facts);
    expect(before.join("\n")).toMatch(/no Overlap.*one 'guest'/u);
    expect(before.join("\n")).toMatch(/room_and_day.*300/u);
    expect((await check(await at(bookings()))).operations).toEqual([]);
    await lead(`export const others = pgTable("others", { id: integer() });\n`);
    expect((await ask(facts)).filter((line) => line.startsWith("bookings"))).toEqual([]);
    await downgrade(await at(bookings()), { target: "-1" });
    expect(await ask(facts)).toEqual(before);
    expect((await check(await at(bookings()))).operations).toEqual([]);
  });

  it("is named where it goes with a column, and comes back with it", async () => {
    const made = await project();
    const { ask, at, lead } = made;
    await lead(bookings());
    await attach(made);
    const before = await ask(facts);
    const { warnings, text } = await lead(bookings("until: date(),").replace("note: text()", ""));
    const said =
      'exclusion constraint "no Overlap" and statistics room_and_day of bookings cannot be without room: dropped as well';
    expect(warnings.join()).toContain(said);
    expect(warnings.join()).toContain(
      "publication changes of bookings cannot be without note: dropped as well",
    );
    expect(text.replaceAll(/\n *\/\/ /gu, " ")).toContain(said);
    await downgrade(await at(bookings()), { target: "-1" });
    expect(await ask(facts)).toEqual(before);
  });

  it("is kept by a column that is recreated", async () => {
    const made = await project();
    const { ask, at, lead } = made;
    const computed = (by: string): string =>
      bookings(`room: integer(), day: date(), until: date().generatedAlwaysAs(sql\`day + ${by}\`),`);
    await lead(computed("1"));
    await attach(made);
    const before = await ask(facts);
    await lead(computed("2"));
    expect(await ask(facts)).toEqual(before);
    await downgrade(await at(computed("1")), { target: "-1" });
    expect(await ask(facts)).toEqual(before);
  });

  it("follows the table and its columns to their new names before it is dropped", async () => {
    const made = await project();
    const { ask, at, lead } = made;
    await lead(`${bookings()}export const hall = pgSchema("hall");\n`);
    await attach(made);
    const before = await ask(facts);
    const renamed = `export const hall = pgSchema("hall");
export const stays = hall.table("stays", { id: serial().primaryKey(), place: integer(), day: date(), until: date(), text: text() });\n`;
    await lead(renamed, ["bookings:hall.stays", "hall.stays.room:place", "hall.stays.note:text"]);
    const after = await ask(facts);
    expect(after).toHaveLength(before.length);
    await lead(`export const hall = pgSchema("hall");\n`);
    await downgrade(await at(renamed), { target: "-1" });
    expect(await ask(facts)).toEqual(after);
    await downgrade(await at(bookings()), { target: "-1" });
    expect(await ask(facts)).toEqual(before);
  });
});
