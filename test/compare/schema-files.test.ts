import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { schemaFiles } from "../../src/compare/wanted.ts";
import type { Settings } from "../../src/settings/settings.ts";

let root = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "mig-schema-files-"));
  for (const name of [
    "schema.ts",
    "db/users.ts",
    "db/posts.mts",
    "db/types.d.ts",
    "db/notes.md",
    "db/old/users.js",
    "db/[id]/page.ts",
    "node_modules/lib/schema.ts",
  ]) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), "");
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it.each<[schema: readonly string[], files: readonly string[]]>([
  [["schema.ts"], ["schema.ts"]],
  [["./schema"], ["schema.ts"]],
  [["db"], ["db/posts.mts", "db/users.ts"]],
  [["db/"], ["db/posts.mts", "db/users.ts"]],
  [["db\\users.ts"], ["db/users.ts"]],
  [["db/[id]/page.ts"], ["db/[id]/page.ts"]],
  [["db/**"], ["db/[id]/page.ts", "db/old/users.js", "db/posts.mts", "db/users.ts"]],
  [
    ["db/**", "!db/old/**"],
    ["db/[id]/page.ts", "db/posts.mts", "db/users.ts"],
  ],
  [["!**/users.*", "db/**/users.*", "schema.ts"], ["schema.ts"]],
  [["**/schema.ts"], ["schema.ts"]],
  [["node_modules/lib/schema.ts"], ["node_modules/lib/schema.ts"]],
])("the files of the schema %j are %j", async (schema, files) => {
  const settings = { root, source: "migrate.config.ts", schema } as unknown as Settings;
  const found = await schemaFiles(settings);
  expect(found.map((file) => relative(root, file))).toEqual(files);
});

it("a schema without files is named with what was looked for", async () => {
  const settings = { root, source: "migrate.config.ts", schema: ["nope/**"] } as unknown as Settings;
  await expect(schemaFiles(settings)).rejects.toMatchObject({ code: "no-schema-files" });
});
