import type { AnyPgColumn, PgColumnBuilderBase } from "drizzle-orm/pg-core";
import type { Generation } from "./generations.ts";

/** A file of tables that has something of everything PostgreSQL and Drizzle agree on. */
export function postgresFixture({ name, orm, pg }: Generation): Record<string, unknown> {
  const { sql, eq, gt, and, inArray, isNotNull } = orm;
  const auth = pg.pgSchema("auth");
  const mood = pg.pgEnum("mood", ["happy", "it's", "so so"]);
  const role = auth.enum("Role", { Admin: "admin", User: "user" } as never) as unknown as typeof mood;
  const citext = pg.customType<{ data: string }>({ dataType: () => "TEXT" });
  const cents = pg.customType<{ data: number; driverData: string; config: { scale: number } }>({
    dataType: (config) => `numeric(12, ${config?.scale ?? 2})`,
    toDriver: (value) => (value / 100).toFixed(2),
  });
  // 0.45 chains, 1.0 takes the brackets.
  const twice = <T extends PgColumnBuilderBase>(column: T & { array(): { array(): unknown } }): T =>
    (name === "0.45" ? column.array().array() : (column.array as (brackets: string) => unknown)("[][]")) as T;

  const accounts = auth.table(
    "accounts",
    {
      id: pg.uuid("id").defaultRandom().primaryKey(),
      email: pg.varchar("email", { length: 255 }).notNull().unique(),
      handle: pg.text("handle").notNull().unique("one_handle", { nulls: "not distinct" }),
      role: (role as unknown as (name: string) => ReturnType<typeof mood>)("role")
        .default("user" as never)
        .notNull(),
      parentId: pg
        .uuid("parent_id")
        .references((): AnyPgColumn => accounts.id, { onDelete: "set null", onUpdate: "cascade" }),
      createdAt: pg.timestamp("created_at", { withTimezone: true, precision: 3 }).defaultNow().notNull(),
      touchedAt: pg.timestamp("touched_at", { mode: "string" }).$onUpdate(() => "now"),
      nick: pg.text("nick").$default(() => "random"),
    },
    (t) => [
      pg.check("handle_long", gt(sql`length(${t.handle})`, 2)),
      pg.unique().on(t.email, t.role).nullsNotDistinct(),
      pg.unique("by hand").on(t.handle, t.email),
      pg.index("accounts_recent").on(t.createdAt.desc(), t.email.asc().nullsFirst()).where(isNotNull(t.nick)),
      pg.index().on(t.parentId, t.role),
      pg
        .uniqueIndex("accounts_lower")
        .using("btree", sql`lower(${t.email}) desc`, t.handle.op("text_pattern_ops"))
        .with({ fillfactor: 70 }),
      pg.index("accounts_hash").using("hash", t.nick).concurrently(),
    ],
  );

  const everything = pg.pgTable("everything", {
    id: pg.serial("id").primaryKey(),
    big: pg.bigserial("big", { mode: "bigint" }),
    small: pg.smallserial("small"),
    int: pg.integer("int").default(-5),
    smallInt: pg.smallint("small_int").default(0),
    big53: pg.bigint("big53", { mode: "number" }).default(9007199254740991),
    big64: pg.bigint("big64", { mode: "bigint" }).default(9223372036854775807n),
    bool: pg.boolean("bool").default(true),
    plainText: pg.text("plain_text").default('it\'s \\ "quoted" $1 ?'),
    limited: pg.varchar("limited", { length: 10, enum: ["a", "b"] }).default("a"),
    unlimited: pg.varchar("unlimited").default(""),
    letter: pg.char("letter").default("x"),
    code: pg.char("code", { length: 3 }),
    num: pg.numeric("num", { precision: 10, scale: 2 }).default("1.50"),
    numNumber: pg.numeric("num_number", { precision: 10, mode: "number" }).default(7),
    numBig: pg.numeric("num_big", { mode: "bigint" }).default(7n),
    float: pg.real("float").default(0.5),
    double: pg.doublePrecision("double").default(Infinity),
    json: pg.json("json").default({ a: "it's", b: [1, null] }),
    jsonb: pg.jsonb("jsonb").default([]),
    jsonText: pg.jsonb("json_text").default("plain"),
    id2: pg.uuid("id2").default("00000000-0000-0000-0000-000000000000"),
    day: pg.date("day", { mode: "date" }).default(new Date("2020-02-29T12:00:00Z")),
    dayText: pg.date("day_text").default("2020-02-29"),
    today: pg.date("today").defaultNow(),
    clock: pg.time("clock", { precision: 3, withTimezone: true }).default("12:00:00+00"),
    moment: pg.timestamp("moment", { precision: 3 }).default(new Date("2020-02-29T12:00:00.123Z")),
    momentTz: pg
      .timestamp("moment_tz", { withTimezone: true, mode: "string" })
      .default("2020-02-29 12:00:00+00"),
    wait: pg.interval("wait", { fields: "day to second", precision: 3 }).default("1 day"),
    inet: pg.inet("inet").default("127.0.0.1"),
    cidr: pg.cidr("cidr").default("10.0.0.0/8"),
    mac: pg.macaddr("mac"),
    mac8: pg.macaddr8("mac8"),
    spot: pg.point("spot").default([1, 2]),
    spotXy: pg.point("spot_xy", { mode: "xy" }).default({ x: 1, y: 2 }),
    line: pg.line("line").default([1, 2, 3]),
    lineAbc: pg.line("line_abc", { mode: "abc" }).default({ a: 1, b: 2, c: 3 }),
    bits: pg.bit("bits", { dimensions: 3 }).default("101"),
    mood: mood("mood").default("it's"),
    moods: mood("moods").array().default(["happy", "so so"]),
    role: (role as unknown as (name: string) => ReturnType<typeof mood>)("role"),
    tags: pg.text("tags").array().default(["a", "b,c", 'd"e', "it's", "\\", "", "NULL", "{x}"]),
    numbers: pg.integer("numbers").array().default([]),
    grid: twice(pg.integer("grid") as never) as ReturnType<typeof pg.integer>,
    bigs: pg.bigint("bigs", { mode: "bigint" }).array().default([1n, 9223372036854775807n]),
    moments: pg
      .timestamp("moments", { withTimezone: true })
      .array()
      .default([new Date("2020-02-29T12:00:00.000Z")]),
    documents: pg
      .jsonb("documents")
      .array()
      .default([{ a: "it's" }, "text"]),
    booleans: pg.boolean("booleans").array().default([true, false]),
    custom: citext("custom").default("x"),
    price: cents("price", { scale: 2 }).default(1250),
    sum: pg.integer("sum").default(sql`(1 + ${2})`),
    expires: pg.timestamp("expires").default(sql`now() + ${"1 day"}::interval`),
    nothing: pg.text("nothing").default(sql`null`),
    nothingAtAll: pg.text("nothing_at_all").default(null as never),
    doubled: pg.integer("doubled").generatedAlwaysAs(sql`"int" * ${2}`),
    loud: pg
      .text("loud")
      .generatedAlwaysAs((): ReturnType<typeof sql> => sql`upper(${everything.plainText})`),
    always: pg.integer("always").generatedAlwaysAsIdentity(),
    sometimes: pg.bigint("sometimes", { mode: "number" }).generatedByDefaultAsIdentity({
      name: "own_seq",
      startWith: 10,
      increment: 5,
      minValue: 1,
      maxValue: "9007199254740993" as never,
      cache: 3,
      cycle: true,
    }),
  });

  const posts = pg.pgTable(
    "posts",
    {
      tenant: pg.integer("tenant"),
      number: pg.integer("number"),
      author: pg.uuid("author").references(() => accounts.id, { onDelete: "cascade" }),
      title: pg.text("title").notNull(),
      state: pg.text("state").default("draft"),
      replyTenant: pg.integer("reply_tenant"),
      replyNumber: pg.integer("reply_number"),
      score: pg.bigint("score", { mode: "bigint" }),
      writtenAt: pg.timestamp("written_at"),
    },
    (t) => ({
      key: pg.primaryKey({ columns: [t.tenant, t.number] }),
      reply: pg
        .foreignKey({ columns: [t.replyTenant, t.replyNumber], foreignColumns: [t.tenant, t.number] })
        .onDelete("restrict"),
      state: pg.check("state_known", inArray(t.state, ["draft", "it's out"])),
      score: pg.check(
        "score_low",
        sql`${t.score} < ${10000000000000000000n} and ${t.writtenAt} > ${new Date("2020-01-01T00:00:00Z")}`,
      ),
      open: pg
        .index("posts_open")
        .on(sql`(${t.title} || '!')`)
        .where(and(eq(t.state, "draft"), gt(t.score, 5n))!),
      title: pg
        .index("posts_title")
        .on(sql`${t.title} text_pattern_ops`, sql`lower(${t.state}) desc nulls last`),
    }),
  );
  const tagged = pg.pgTable(
    "tagged",
    { post: pg.integer("post").notNull(), tag: pg.integer("tag").primaryKey() },
    (t) => [pg.foreignKey({ name: "tagged by hand", columns: [t.tag], foreignColumns: [everything.id] })],
  );
  const only = pg.pgTable("only", { id: pg.integer("id") }, (t) => [
    pg.primaryKey({ columns: [t.id], name: "only one" }),
  ]);

  return {
    auth,
    mood,
    role,
    accounts,
    everything,
    posts,
    tagged,
    only,
    titles: pg
      .pgView("titles")
      .with({ checkOption: "local", securityBarrier: true })
      .as((q) =>
        q.select({ title: posts.title, state: posts.state }).from(posts).where(eq(posts.state, "it's out")),
      ),
    counted: pg
      .pgView("counted", { author: pg.uuid("author"), posts: pg.integer("posts") })
      .as(sql`select ${posts.author}, count(*)::int as posts from ${posts} group by 1;`),
    recent: auth.materializedView("recent").as((q) =>
      q
        .select()
        .from(accounts)
        .where(gt(accounts.createdAt, new Date("2020-01-01T00:00:00Z"))),
    ),
    foreign: pg.pgView("foreign", { id: pg.integer("id") }).existing(),
  };
}
