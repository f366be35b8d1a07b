import { describe, expect, it } from "vitest";
import { riskOf } from "../../src/runtime/revision-risk.ts";

describe("the risk that a revision's text tells", () => {
  it.each<[string, string, ReturnType<typeof riskOf>]>([
    ["a.ts", 'await op.addColumn("t", { name: "n" });', { losesData: false, acts: false, writesRows: false }],
    ["a.ts", 'await op.dropTable("t");', { losesData: true, acts: false, writesRows: false }],
    ["a.ts", "await op.execute('-- x\\nDROP TABLE t');", { losesData: true, acts: false, writesRows: true }],
    ["a.ts", 'import { rm } from "node:fs/promises";', { losesData: false, acts: true, writesRows: false }],
    ["a.ts", 'import type { Op } from "./types.ts";', { losesData: false, acts: false, writesRows: false }],
    ["a.ts", 'import {\n  clean,\n} from "./clean.ts";', { losesData: true, acts: false, writesRows: true }],
    [
      "a.ts",
      'const { execSync } = await import("child_process");',
      { losesData: false, acts: true, writesRows: false },
    ],
    ["a.sql", "-- upgrade\nALTER TABLE t DROP COLUMN n;", { losesData: true, acts: false, writesRows: true }],
    ["a.sql", "-- upgrade\nCREATE TABLE t (n integer);", { losesData: false, acts: false, writesRows: true }],
  ])("%s: %j", (path, source, risk) => {
    expect(riskOf(path, source)).toEqual(risk);
  });
});
