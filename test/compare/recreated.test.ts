import { describe, expect, it } from "vitest";
import { check } from "../../src/commands/check.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { revision } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createLed, lead as leadTo, type Led } from "../support/lead.ts";

const head = `import { sql } from "drizzle-orm";
import { bigint, check, index, integer, pgEnum, pgTable, primaryKey, smallint, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
`;

interface Made extends Led {
  /** Write the revision for a schema and run it; the summaries of what was left before it. */
  readonly lead: (schema: string) => Promise<readonly string[]>;
}

async function project(): Promise<Made> {
  const led = await createLed(head);
  return { ...led, lead: (schema) => leadTo(led.at, schema) };
}

describe("what is in the way of a change", () => {
  it("is named before anything is done, where it uses an enum that has to be recreated", async () => {
    const { ask, at, lead } = await project();
    const labels = (...values: readonly string[]): string =>
      `export const mood = pgEnum("mood", ${JSON.stringify(values)});
export const people = pgTable("people", { mood: mood() });\n`;
    await lead(labels("sad", "ok"));
    await ask("CREATE FUNCTION cheer(mood) RETURNS mood LANGUAGE sql AS 'SELECT $1'");
    await ask("CREATE TYPE pair AS (one mood[])");
    const said = /the type "mood" has to be recreated, and is used by .*function cheer\(mood\)/u;
    await expect(revision(await at(labels("ok")), { autogenerate: true })).rejects.toThrow(said);
    await revision(await at(labels("ok")), { autogenerate: true, proof: false });
    await expect(upgrade(await at(labels("ok")), { target: "head" })).rejects.toThrow(said);
    expect(await ask("SELECT enumlabel FROM pg_enum ORDER BY 1")).toEqual(["ok", "sad"]);
  });

  it("is dropped and built, where it is an invalid index of the name that is needed", async () => {
    const { ask, lead } = await project();
    const plain = `export const people = pgTable("people", { id: integer() });\n`;
    await lead(plain);
    await ask("INSERT INTO people VALUES (1), (1)");
    const failing = ["by_id", "only_id"].map(
      (name) => `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON people (id)`,
    );
    for (const sql of failing) await expect(ask(sql)).rejects.toThrow(/could not create unique index/u);
    await ask("DELETE FROM people");
    const indexed = plain.replace(");", `, (t) => [index("by_id").on(t.id), unique("only_id").on(t.id)]);`);
    expect(await lead(indexed)).toEqual([
      'execute DROP INDEX IF EXISTS "only_id"',
      expect.stringContaining("add unique"),
      'execute DROP INDEX IF EXISTS "by_id"',
      "create index by_id on people (id)",
    ]);
    expect(
      await ask(
        "SELECT indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE relname IN ('by_id', 'only_id')",
      ),
    ).toEqual(["true", "true"]);
  });

  it("makes an identity start over, where its bounds leave its place outside", async () => {
    const { ask, at, lead } = await project();
    const counted = (options: string): string =>
      `export const people = pgTable("people", { id: integer().generatedAlwaysAsIdentity({ ${options} }), name: text() });\n`;
    const next = async (): Promise<readonly string[]> =>
      ask("INSERT INTO people DEFAULT VALUES RETURNING id");
    await lead(counted(""));
    for (let each = 1; each < 8; each++) await next();
    await lead(counted("minValue: 1, maxValue: 5"));
    expect(await next()).toEqual(["1"]);
    await lead(counted("minValue: 100, startWith: 100"));
    expect(await next()).toEqual(["100"]);
    await downgrade(await at(counted("minValue: 1, maxValue: 5")), { target: "-1" });
    expect(await next()).toEqual(["1"]);
  });
});

describe("what Drizzle has no words for", () => {
  const people = (age: string, name: string, rule: string, more = ""): string =>
    `export const people = pgTable("people", {
  id: integer().primaryKey(), age: ${age}, name: ${name}, loud: text().generatedAlwaysAs(sql\`upper(name::text)\`),
  ${more}
}, (t) => [check("age_ok", sql\`\${t.age} > ${rule}\`), unique("only_age").on(t.age)]);\n`;
  const big = `bigint({ mode: "number" })`;
  const kept = [
    "ALTER TABLE people DROP CONSTRAINT age_ok",
    "ALTER TABLE people ADD CONSTRAINT age_ok CHECK (age > 0) NO INHERIT",
    "COMMENT ON CONSTRAINT age_ok ON people IS 'born'",
    "COMMENT ON CONSTRAINT only_age ON people IS 'it''s odd'",
    "COMMENT ON CONSTRAINT people_pkey ON people IS 'key'",
    "ALTER TABLE people ALTER COLUMN name SET STORAGE EXTERNAL, ALTER COLUMN name SET STATISTICS 500",
    "ALTER TABLE people ALTER COLUMN loud SET STORAGE MAIN, ALTER COLUMN loud SET STATISTICS 7",
  ];
  const facts = `
    SELECT conname, contype = 'c' AND connoinherit, obj_description(oid, 'pg_constraint') FROM pg_constraint WHERE conrelid = 'people'::regclass AND contype <> 'n'
     UNION ALL
    SELECT attname, attstorage <> typstorage, attstorage::text || ' ' || coalesce(attstattarget, -1)
      FROM pg_attribute a JOIN pg_type t ON t.oid = atttypid WHERE attrelid = 'people'::regclass AND attname IN ('name', 'loud')
     ORDER BY 1`;
  const all = [
    "age_ok true born",
    "loud true m 7",
    "name true e 500",
    "only_age false it's odd",
    "people_pkey false key",
  ];

  it("is kept when constraints and columns are recreated, both ways", async () => {
    const { ask, at, lead } = await project();
    await lead(people("integer()", "text()", "0"));
    for (const sql of kept) await ask(sql);
    expect(await ask(facts)).toEqual(all);
    const steps = [
      people(big, "text()", "0"),
      people(big, "text()", "18"),
      people(big, "text({ enum: ['a'] })", "18", "extra: text(),"),
      `export const others = pgTable("others", { id: integer() });\n`,
    ];
    for (const schema of steps) {
      await lead(schema);
      if (schema !== steps.at(-1)) expect(await ask(facts), schema).toEqual(all);
    }
    await downgrade(await at(steps[2] ?? ""), { target: "-1" });
    expect(await ask(facts), "the table is back").toEqual(all);
    await downgrade(await at(steps[0] ?? ""), { target: "-2" });
    expect(await ask(facts)).toEqual(all);
    await downgrade(await at(people("integer()", "text()", "0")), { target: "-1" });
    expect(await ask(facts)).toEqual(all);
    expect((await check(await at(people("integer()", "text()", "0")))).operations).toEqual([]);
  });

  it("is kept of keys and indexes that are recreated, both ways", async () => {
    const { ask, at, lead } = await project();
    const spots = (room: string, more: string, extra = ""): string =>
      `export const spots = pgTable("spots", {
  room: integer().notNull(), seat: ${room}.notNull(), note: text(), more: text(), ${extra}
}, (t) => [primaryKey({ columns: [t.room, t.seat] }), unique("once").on(t.seat), uniqueIndex("by_seat").on(${more})]);\n`;
    const small = spots("smallint()", "t.seat");
    await lead(small);
    for (const sql of [
      "ALTER TABLE spots DROP CONSTRAINT spots_room_seat_pk, DROP CONSTRAINT once",
      "ALTER TABLE spots ADD CONSTRAINT spots_room_seat_pk PRIMARY KEY (room, seat) INCLUDE (note, more) WITH (fillfactor = 80) DEFERRABLE INITIALLY DEFERRED",
      "ALTER TABLE spots ADD CONSTRAINT once UNIQUE (seat) INCLUDE (note) WITH (fillfactor = 70) DEFERRABLE",
      "ALTER TABLE spots CLUSTER ON once",
      "ALTER TABLE spots REPLICA IDENTITY USING INDEX by_seat",
    ])
      await ask(sql);
    const keysAre = `SELECT replace(pg_get_indexdef(indexrelid), '_id', ''), indisclustered, indisreplident, condeferrable, condeferred
      FROM pg_index LEFT JOIN pg_constraint ON conindid = indexrelid WHERE indrelid = 'spots'::regclass ORDER BY 1`;
    const start = await ask(keysAre);
    expect(start.map((line) => line.replace(/^.* INDEX /u, ""))).toEqual([
      "by_seat ON public.spots USING btree (seat) false true  ",
      "once ON public.spots USING btree (seat) INCLUDE (note) WITH (fillfactor='70') true false true false",
      "spots_room_seat_pk ON public.spots USING btree (room, seat) INCLUDE (note, more) WITH (fillfactor='80') false false true true",
    ]);
    expect((await check(await at(small))).operations).toEqual([]);

    const stages = [
      { schema: small, keysAre: start },
      ...[
        spots("integer()", "t.seat"),
        spots("integer()", "t.seat, t.room"),
        spots("integer()", "t.seat, t.room").replace("note: text(), ", ""),
        spots("integer()", "t.seat, t.room")
          .replace("note: text(), ", "")
          .replace("[t.room, t.seat]", "[t.seat]"),
        `export const others = pgTable("others", { id: integer() });\n`,
      ].map((schema) => ({ schema, keysAre: [] as readonly string[] })),
    ];
    for (const stage of stages.slice(1, -1)) {
      await lead(stage.schema);
      stage.keysAre = await ask(keysAre);
    }
    const [bySeat, ...keys] = start;
    const [, , wider, narrower, single] = stages.map((stage) => stage.keysAre);
    expect(stages[1]?.keysAre).toEqual(start);
    expect(wider).toEqual([bySeat?.replace("(seat)", "(seat, room)"), ...keys]);
    expect(narrower?.join()).toContain("INCLUDE (more)");
    expect(single?.at(-1)).toMatch(/\(seat\) INCLUDE \(more\).* true true$/u);
    await lead(stages.at(-1)?.schema ?? "");
    for (const stage of stages.slice(0, -1).toReversed()) {
      await downgrade(await at(stage.schema), { target: "-1" });
      expect(await ask(keysAre), stage.schema).toEqual(stage.keysAre);
    }
    expect((await check(await at(small))).operations).toEqual([]);
  });

  it("stays with a column whose type allows it, and comes back with the type that does", async () => {
    const { ask, at, lead } = await project();
    const notes = (body: string, lines: string): string =>
      `export const notes = pgTable("notes", { body: ${body}, lines: ${lines} });\n`;
    const storage =
      "SELECT attstorage FROM pg_attribute WHERE attrelid = 'notes'::regclass AND attnum > 0 ORDER BY attname";
    const texts = notes("text()", "text()");
    await lead(texts);
    for (const column of ["body", "lines"])
      await ask(`ALTER TABLE notes ALTER COLUMN ${column} SET STORAGE EXTERNAL`);
    await lead(notes("integer()", "text().array()"));
    expect(await ask(storage)).toEqual(["p", "e"]);
    await downgrade(await at(texts), { target: "-1" });
    expect(await ask(storage)).toEqual(["e", "e"]);
  });
});
