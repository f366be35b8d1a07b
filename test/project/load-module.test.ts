import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadRevisionModule, type Module } from "../../src/project/load-module.ts";

describe("the code of a revision", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mig-load-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const load = (text: string): Promise<Module> => {
    const path = join(folder, "revision.ts");
    writeFileSync(path, text);
    return loadRevisionModule(path, readFileSync(path, "utf8"));
  };
  const stackOf = async (module: Module): Promise<string> => {
    const upgrade = module["upgrade"] as (op: unknown) => unknown;
    const error: unknown = await Promise.resolve()
      .then(() => upgrade({}))
      .catch((thrown: unknown) => thrown);
    return error instanceof Error ? (error.stack ?? "") : "";
  };
  const body = `interface Wide {
  a: string;
}

export async function upgrade(op: { nope(wide: Wide): void }): Promise<void> {
  // a comment
  const wide: Wide = { a: "x" };

  op.nope({ ...wide });
}
`;

  it("names the lines of the file in errors, whatever was stripped before them", async () => {
    const module = await load(`import type { Op } from "drizzle-mig";\nexport type Mine = Op;\n${body}`);
    expect(await stackOf(module)).toMatch(/revision\.ts:11:/u);
  });

  it("may import what it needs", async () => {
    writeFileSync(join(folder, "beside.ts"), "export const word: string = 'beside';\n");
    const module = await load(`import { word } from "./beside.ts";\nexport const said: string = word;\n`);
    expect(module["said"]).toBe("beside");
  });

  it("may use syntax that cannot be erased", async () => {
    const module = await load(`enum Size { small = 1 }\nexport const size: number = Size.small;\n`);
    expect(module["size"]).toBe(1);
  });

  it("is refused with the place of a fault in its syntax", async () => {
    await expect(load(`export const a = 1;\nexport const b = (;\n`)).rejects.toMatchObject({
      code: "module-failed",
      message: expect.stringMatching(/revision\.ts[\s\S]*2|Expression expected|Unexpected/u),
    });
  });
});
