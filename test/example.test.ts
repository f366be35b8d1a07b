import { resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { check } from "../src/commands/check.ts";
import { downgrade } from "../src/commands/downgrade.ts";
import { upgrade } from "../src/commands/upgrade.ts";
import type { Environment } from "../src/project/environment.ts";
import { openProject } from "../src/project/open-project.ts";
import { createProject, dialects, type Project } from "./support/project.ts";
import { saidInSql } from "../src/dialects/sql.ts";

const root = resolve(import.meta.dirname, "..");

describe.each(dialects)("the example on %s", (dialect) => {
  let database: Project;
  let hub: Environment;
  beforeEach(async () => {
    database = await createProject(dialect);
    const name = dialect === "sqlite" ? "default" : "postgres";
    hub = await openProject({
      folder: root,
      name,
      env: { MIG_URL: database.url, MIG_CONFIRM_BREAKING: "true" },
    });
  });
  afterEach(() => database.remove());

  const rows = (sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
    hub.connected(({ connection }) => connection.query(saidInSql(sql)));

  it("goes up to what its schema says, down to nothing, and up again", async () => {
    const up = await upgrade(hub, { target: "head" });
    expect(up.steps).toHaveLength(12);
    expect(await check(hub)).toMatchObject({ ok: true, operations: [], pending: [] });
    await downgrade(hub, { target: "base" });
    await upgrade(hub, { target: "head" });
    expect((await check(hub)).ok).toBe(true);
  });

  it("keeps its rows where organisations become users, and on the way back", async () => {
    await upgrade(hub, { target: "a61c4e5972fb" });
    await rows(
      "INSERT INTO users (id, username, email) VALUES ('u1', 'ada', 'ada@example.org'), ('u2', 'bob', NULL)",
    );
    await rows("INSERT INTO organisations (id, name, bio) VALUES ('o1', 'lab', 'a lab')");
    await rows("INSERT INTO members VALUES ('o1', 'u1', 'admin')");
    await rows(`INSERT INTO repositories (id, kind, owner_user_id, owner_organisation_id, name)
      VALUES ('r1', 'model', 'u1', NULL, 'mine'), ('r2', 'dataset', NULL, 'o1', 'ours')`);
    await rows(
      "INSERT INTO commits (id, repository_id, author_id, message, size_bytes) VALUES ('c1', 'r1', 'u1', 'first', 42)",
    );
    await rows(
      "INSERT INTO invitations (token, organisation_id, created_by, max_uses) VALUES ('t', 'o1', 'u1', 3)",
    );

    await upgrade(hub, { target: "head" });
    expect(await rows("SELECT username, bio FROM users ORDER BY username")).toEqual([
      { username: "ada", bio: null },
      { username: "bob", bio: null },
      { username: "lab", bio: "a lab" },
    ]);
    expect(await rows("SELECT id, owner_id FROM repositories ORDER BY id")).toEqual([
      { id: "r1", owner_id: "u1" },
      { id: "r2", owner_id: "o1" },
    ]);
    expect(await rows("SELECT id FROM commits")).toEqual([{ id: "c1" }]);
    expect(await rows("SELECT token, max_uses FROM invitations")).toEqual([{ token: "t", max_uses: 3 }]);
    expect(await rows("SELECT organisation_id, user_id, role FROM memberships")).toEqual([
      { organisation_id: "o1", user_id: "u1", role: "admin" },
    ]);

    await downgrade(hub, { target: "a61c4e5972fb" });
    expect(await rows("SELECT id, name, bio FROM organisations")).toEqual([
      { id: "o1", name: "lab", bio: "a lab" },
    ]);
    expect(await rows("SELECT id FROM users ORDER BY id")).toEqual([{ id: "u1" }, { id: "u2" }]);
    expect(
      await rows("SELECT id, owner_user_id, owner_organisation_id FROM repositories ORDER BY id"),
    ).toEqual([
      { id: "r1", owner_user_id: "u1", owner_organisation_id: null },
      { id: "r2", owner_user_id: null, owner_organisation_id: "o1" },
    ]);
    expect(await rows("SELECT id FROM commits")).toEqual([{ id: "c1" }]);
    expect(await rows("SELECT token, organisation_id FROM invitations")).toEqual([
      { token: "t", organisation_id: "o1" },
    ]);
  });
});
