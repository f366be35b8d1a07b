import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { installExample, type Ended, type Example } from "../support/example.ts";
import { dialects } from "../support/project.ts";

const messageCount = 2_000;
const history = [
  "4d1e043b4254",
  "057f82313448",
  "c35e88ea9595",
  "8b1f0c7d2e36",
  "9e8d7c6b5a40",
  "5e6f7a8b9c0d",
  "37007a499ca7",
];
const lastImport = "5e6f7a8b9c0d";

describe.each(dialects)("the chat on %s", (dialect) => {
  let chat: Example;
  beforeEach(async () => {
    chat = await installExample("chat", dialect);
  });
  afterEach(() => chat.remove());

  const serve = (env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    chat.start("server", env, "listens on");
  const mig = async (...args: readonly string[]): Promise<Ended> => {
    const ended = await chat.mig(...args);
    expect(`${ended.code} ${ended.code === 0 ? "" : ended.stderr}`).toBe("0 ");
    return ended;
  };
  const count = async (from: string): Promise<number> =>
    Number((await chat.rows(`SELECT count(*) AS n FROM ${from}`))[0]?.["n"]);
  const path = (name: string): string => join(chat.folder, "data", name);
  const read = (name: string): unknown => JSON.parse(readFileSync(path(`${name}.json`), "utf8"));
  const write = (name: string, value: unknown): void => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(`${name}.json`), JSON.stringify(value));
  };
  /** The directories of a release that knew no database. */
  const fill = (): void => {
    write("assistants/asst_1", {
      id: "asst_1",
      object: "assistant",
      name: "Mine",
      created_at: 1_750_000_000,
    });
    write("assistants/asst_default_web", {
      id: "asst_default_web",
      name: "Web agent, changed",
      tools: ["goto"],
      created_at: 1_750_000_001,
    });
    for (let index = 0; index < 20; index++)
      write(`threads/thread_${index}`, {
        id: `thread_${index}`,
        object: "thread",
        name: `No. ${index}`,
        created_at: index,
      });
    for (let index = 0; index < messageCount; index++) write(fileOf(index), message(index));
    write("messages/thread_gone/msg_gone", { ...message(0), id: "msg_gone", thread_id: "thread_gone" });
  };
  const fileOf = (index: number): string => `messages/thread_${index % 20}/msg_${index}`;
  const message = (index: number): Readonly<Record<string, unknown>> => ({
    id: `msg_${index}`,
    thread_id: `thread_${index % 20}`,
    assistant_id: index % 3 === 0 ? null : "asst_1",
    role: index % 2 === 0 ? "user" : "assistant",
    content:
      index % 2 === 0 ? `What is "${index}"?` : [{ type: "text", text: `Number ${index}`, annotations: [] }],
    created_at: 1_750_000_000 + index,
  });

  it("takes the directories into the database at the first start, and removes them at last", async () => {
    fill();
    const started = await serve();
    expect(started).toMatchObject({ code: 0, stderr: "" });
    expect([...started.stdout.matchAll(/-> (\w{12}),/gu)].map((match) => match[1])).toEqual(history);
    expect(readdirSync(path("."))).toEqual([]);
    expect(await chat.rows("SELECT id, name, created_at FROM assistants ORDER BY id")).toEqual([
      { id: "asst_1", name: "Mine", created_at: 1_750_000_000 },
      { id: "asst_default_computer", name: "Computer agent", created_at: 1_756_717_200 },
      { id: "asst_default_web", name: "Web agent, changed", created_at: 1_750_000_001 },
    ]);
    expect([await count("threads"), await count("messages")]).toEqual([20, messageCount]);
    expect(await count("messages WHERE assistant_id IS NULL")).toBe(Math.ceil(messageCount / 3));
    await mig("check");
    expect((await mig("history", "--verbose")).stdout).toContain(`Revision: ${history.at(-1)}`);
    expect((await serve()).stdout).toMatch(/^Nothing to migrate\./u);
  });

  it("writes the files again on the way down, those that are there winning", async () => {
    fill();
    await mig("upgrade", lastImport);
    expect(existsSync(path(`${fileOf(7)}.json`))).toBe(true);
    await mig("upgrade", "head");
    await chat.script("UPDATE messages SET role = 'user' WHERE id = 'msg_7'");
    write(fileOf(8), { id: "msg_8", kept: true });
    await mig("downgrade", "base", "--yes");

    expect(read("assistants/asst_1")).toEqual({
      id: "asst_1",
      name: "Mine",
      description: null,
      tools: [],
      created_at: 1_750_000_000,
    });
    expect(existsSync(path("assistants/asst_default_computer.json"))).toBe(false);
    expect(readdirSync(path("threads"))).toHaveLength(20);
    expect(
      readdirSync(path("messages"), { recursive: true, encoding: "utf8" }).filter((name) =>
        name.endsWith(".json"),
      ),
    ).toHaveLength(messageCount);
    expect(read(fileOf(6))).toEqual(message(6));
    expect(read(fileOf(1_999))).toEqual(message(1_999));
    expect(read(fileOf(7))).toEqual({ ...message(7), role: "user" });
    expect(read(fileOf(8))).toEqual({ id: "msg_8", kept: true });

    write(fileOf(8), message(8));
    await mig("upgrade", "head");
    expect(await count("messages")).toBe(messageCount);
  });

  it("goes on after a file that cannot be read, every message once", async () => {
    fill();
    writeFileSync(path("messages/thread_5/msg_1505.json"), '{ "id": ');
    const failed = await serve();
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain("msg_1505.json");
    expect(await count("mig_journal WHERE status = 'errored' AND error_message LIKE '%msg_1505%'")).toBe(1);
    write("messages/thread_5/msg_1505", message(1505));
    expect(await serve()).toMatchObject({ code: 0, stderr: "" });
    expect(await count("messages")).toBe(messageCount);
  });

  it("does not migrate where the environment says so", async () => {
    const started = await serve({ MIG_AUTO_MIGRATE: "false" });
    expect(started.stdout).toMatch(
      /^Migrations are skipped: autoMigrate is off \(MIG_AUTO_MIGRATE\)\.\nThe chat listens/u,
    );
    expect(JSON.parse((await mig("current", "--json")).stdout)).toMatchObject({ heads: [] });
  });

  it("makes a new installation without any directory, by several servers at once", async () => {
    const started = await Promise.all([serve(), serve(), serve()]);
    expect(started.map(({ code, stderr }) => `${code}${stderr}`)).toEqual(["0", "0", "0"]);
    expect(started.filter(({ stdout }) => stdout.includes("Migrated to 37007a499ca7."))).toHaveLength(1);
    expect(await count("assistants")).toBe(2);
  });

  it("has revisions that import nothing of the application", () => {
    const folder = join(chat.folder, "revisions");
    const texts = readdirSync(folder)
      .filter((name) => name.endsWith(".ts"))
      .map((name) => readFileSync(join(folder, name), "utf8"));
    expect(texts).toHaveLength(history.length);
    for (const text of texts) expect(text).not.toMatch(/from "\.|from "drizzle-orm/u);
  });
});
