import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { afterEach, beforeEach, expect, it } from "vitest";
import { restore } from "../../src/commands/restore.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createProject, type Project } from "../support/project.ts";

/** A disk that writes one byte of a copy wrong: only so the copy differs from what was verified before it. */
function copyWrong(from: fs.PathLike, to: fs.PathLike): void {
  copy(from, to);
  const bytes = fs.readFileSync(to);
  const at = bytes.lastIndexOf("precious");
  if (at !== -1) bytes[at] = "P".charCodeAt(0);
  fs.writeFileSync(to, bytes);
}
const copy = fs.copyFileSync;
const copyBy = (how: typeof copy): void => {
  fs.copyFileSync = how;
  syncBuiltinESMExports();
};

let project: Project;
beforeEach(async () => {
  project = await createProject("sqlite");
  copyBy(copyWrong);
});
afterEach(() => {
  copyBy(copy);
  return project.remove();
});

it("a restore verifies the copy that it puts back, not only the backup that it copies", async () => {
  project.revision(
    "a",
    null,
    `export async function upgrade(op) { await op.execute("CREATE TABLE t (x text)"); await op.execute("INSERT INTO t VALUES ('precious')"); }`,
  );
  project.revision(
    "b",
    "a",
    `export async function upgrade(op) { await op.execute("UPDATE t SET x = 'new'"); }`,
  );
  await upgrade(await project.open(), { target: "a" });
  const yes = { confirm: async () => true };
  await upgrade(await project.open({ backup: true }, yes), { target: "b" });
  await expect(restore(await project.open({}, yes))).rejects.toMatchObject({
    code: "restore-failed",
    message: expect.stringContaining("its checksum is"),
  });
  const rows = await (
    await project.open()
  ).connected(({ connection }) => connection.query("SELECT x FROM t"));
  expect(rows).toEqual([{ x: "new" }]);
});
