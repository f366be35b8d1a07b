import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exportedLiterals } from "../../src/core/typescript/exported-literals.ts";

const wanted = new Set(["revision", "downRevision", "branchLabels", "dependsOn", "replaces"]);

const plain = `/**
 * create the users; export const revision = "no"
 *
 * Revision: b
 */
import type { Op } from "drizzle-mig";
// a note

export const revision = "b";
export const downRevision = ["a", "c"]; // two
export const branchLabels = [];
export const dependsOn = null;

export async function upgrade(op: Op): Promise<void> {
  await op.execute("SELECT 1");
}

export async function downgrade(op: Op): Promise<void> {}
`;

/** Pieces of revisions, written plainly and in every other way. */
const piece = fc.constantFrom(
  'export const revision = "b";\n',
  "export const revision = 'b';\n",
  'export const revision = "\\u0062";\n',
  "export const revision = `b`;\n",
  'export const revision = "b" + "c";\n',
  'export const downRevision = ["a", "c"];\n',
  'export const downRevision: string[] = ["a",\n  "c"];\n',
  "export const downRevision = null;\n",
  'export const downRevision = null; export const dependsOn = ["x"];\n',
  "export const branchLabels = [] as const;\n",
  "export const dependsOn = [];\r\n",
  'export const dependsOn = ["a",];\n',
  "export const transaction = false;\n",
  'export const note = "export const replaces = 1";\n',
  "export const upgrade = { sqlite: async () => {} };\n",
  "export async function upgrade(op) {\n  await op.execute(`export const replaces = 1`);\n}\n",
  "export function downgrade() {}\n",
  "/* export const revision = 'c'; */\n",
  "// export const revision = 'c';\n",
  'const text = `\nexport const revision = "c";\n`;\n',
  'import type { Op } from "drizzle-mig";\n',
  'import { now } from "../clock.ts";\n',
  "\n",
);

describe("the exported constants of a revision", () => {
  it("are read where revisions have them, with their lines", () => {
    const found = exportedLiterals(plain, wanted);
    expect(Object.fromEntries(found.values)).toEqual({
      revision: "b",
      downRevision: ["a", "c"],
      branchLabels: [],
      dependsOn: null,
    });
    expect(found.lines.get("dependsOn")).toBe(12);
  });

  it("are the same whether reading stops at the last of them or goes on to the end", () => {
    const stopped: boolean[] = [];
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const source = pieces.join("");
        const [some, all] = [exportedLiterals(source, wanted), exportedLiterals(source)];
        stopped.push(some.lines.size < all.lines.size);
        for (const name of wanted) {
          expect(some.values.get(name), name).toEqual(all.values.get(name));
          expect(some.lines.get(name), name).toBe(all.lines.get(name));
        }
      }),
      { numRuns: 2000 },
    );
    // Else this would compare a way of reading with itself.
    expect(stopped).toContain(true);
    expect(stopped).toContain(false);
  });

  it.each([
    ["export const revision = '\u00e9' // \u2028\n;", "\u00e9"],
    ["\ufeff\vexport const revision\u00a0= 0x1F;", 31],
    ["export const größe = 1, revision = 2;\nexport const revision = -1.5e3;", -1500],
    ["export const re = /['\"]/; export const revision = `a\\\nb`;", "ab"],
  ])("are found in %j", (source, value) => {
    expect(exportedLiterals(source).values.get("revision")).toBe(value);
  });
});
