import { describe, expect, it } from "vitest";
import { riskOf } from "../../src/revisions/risk.ts";

const both = (losesData: boolean): ReturnType<typeof riskOf>["losesData"] => ({
  upgrade: losesData,
  downgrade: losesData,
});

describe("the risk that a revision's text tells", () => {
  it.each<[string, string, ReturnType<typeof riskOf>]>([
    [
      "a.ts",
      'await op.addColumn("t", { name: "n" });',
      { losesData: both(false), acts: false, writesRows: false },
    ],
    ["a.ts", 'await op.dropTable("t");', { losesData: both(true), acts: false, writesRows: false }],
    [
      "a.ts",
      "await op.execute('-- x\\nDROP TABLE t');",
      { losesData: both(true), acts: false, writesRows: true },
    ],
    [
      "a.ts",
      'import { rm } from "node:fs/promises";',
      { losesData: both(false), acts: true, writesRows: false },
    ],
    [
      "a.ts",
      'import type { Op } from "./types.ts";',
      { losesData: both(false), acts: false, writesRows: false },
    ],
    [
      "a.ts",
      'import {\n  clean,\n} from "./clean.ts";',
      { losesData: both(true), acts: false, writesRows: true },
    ],
    [
      "a.ts",
      'const { execSync } = await import("child_process");',
      { losesData: both(false), acts: true, writesRows: false },
    ],
    [
      "a.sql",
      "-- upgrade\nALTER TABLE t DROP COLUMN n;",
      { losesData: { upgrade: true, downgrade: false }, acts: false, writesRows: true },
    ],
    [
      "a.sql",
      "-- upgrade\nCREATE TABLE t (n integer);",
      { losesData: both(false), acts: false, writesRows: true },
    ],
  ])("%s: %j", (path, source, risk) => {
    expect(riskOf(path, source)).toEqual(risk);
  });

  it.each<[string, string, boolean, boolean]>([
    [
      "a way back that drops",
      "export async function downgrade(op: Op) {\n  await op.dropTable(`}${'}'}`);\n}",
      false,
      true,
    ],
    ["a way forth that drops", "export async function upgrade(op) { await op.dropTable('t'); }", true, false],
    [
      "a helper of both",
      "export function downgrade(op) { return clear(op); }\nconst clear = (op) => op.dropTable('t');",
      true,
      true,
    ],
    [
      "a way back that is used on the way forth",
      "export function downgrade(op) { op.dropTable('t'); }\nexport const upgrade = downgrade;",
      true,
      true,
    ],
    ["a body per database", "export const downgrade = { sqlite: (op) => op.dropTable('t') };", true, true],
  ])("tells the directions apart: %s", (_, source, upgrade, downgrade) => {
    expect(riskOf("a.ts", source).losesData).toEqual({ upgrade, downgrade });
  });
});
