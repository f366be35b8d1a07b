import { describe, expect, it } from "vitest";
import { generations } from "./generations.ts";
import { read } from "./reading.ts";

describe.each(generations)("policies as they are read on Drizzle $name", (generation) => {
  const { pg } = generation;
  const { sql } = generation.orm;
  const plain = { permissive: true, command: "all", roles: ["public"], using: null, check: null };
  const users = pg.pgTable("users", { id: pg.integer("id") });

  it("have all that is said of them, and turn row level security on", async () => {
    const staff = pg.pgRole("staff");
    const notes = pg.pgTable("notes", { id: pg.integer("id"), owner: pg.integer("owner") }, (table) => [
      pg.pgPolicy("plain"),
      pg.pgPolicy("all of it", {
        as: "restrictive",
        for: "update",
        to: [staff, "postgres", staff],
        using: sql`(${table.owner} = 1)`,
        withCheck: sql`${table.id} in (select ${users.id} from ${users} where ${users.id} = ${table.owner})`,
      }),
    ]);
    const quiet = pg.pgTable("quiet", { id: pg.integer("id") });
    const { schema } = await read(generation, { notes, users, quiet, staff });
    expect(schema.tables.map(({ name, rowSecurity, policies }) => [name, rowSecurity, policies])).toEqual([
      [
        "notes",
        true,
        [
          { name: "plain", ...plain },
          {
            name: "all of it",
            permissive: false,
            command: "update",
            roles: ["postgres", "staff"],
            using: '"owner" = 1',
            // Both tables have a column of the name.
            check: '"notes"."id" in (select "users"."id" from "users" where "users"."id" = "notes"."owner")',
          },
        ],
      ],
      ["users", false, []],
      ["quiet", false, []],
    ]);
  });

  it("are on the table that they are linked to, and on others that are not ours", async () => {
    const foreign = pg.pgSchema("auth").table("people", { id: pg.integer("id") });
    const linked = pg.pgPolicy("linked", { to: "public", for: "select", using: sql`true` }).link(users);
    const theirs = pg.pgPolicy("theirs").link(foreign);
    const { schema } = await read(generation, { users, linked, theirs });
    expect(schema.tables).toMatchObject([
      {
        name: "users",
        rowSecurity: true,
        policies: [{ ...plain, name: "linked", command: "select", using: "true" }],
      },
    ]);
    expect(schema.linkedPolicies).toEqual([
      { schema: "auth", name: "people", policies: [{ name: "theirs", ...plain }] },
    ]);
  });
});
