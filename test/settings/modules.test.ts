import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createStyle } from "../../src/cli/colour.ts";
import { printError } from "../../src/cli/print/error.ts";
import { createModules, type Module } from "../../src/settings/modules.ts";

describe("the code of a revision", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mig-load-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const load = (text: string): Promise<Module> => {
    const path = join(folder, "revision.ts");
    writeFileSync(path, text);
    return createModules().loadRevision(path, readFileSync(path, "utf8"));
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
      message: expect.stringMatching(/revision\.ts:2:19: Unexpected token/u),
    });
  });
});

describe("the modules of a command", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mig-load-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it("are loaded once, however they are asked for and at whatever time", async () => {
    const shared = write("shared.ts", "export const thing: object = {};\n");
    const one = write("one.ts", 'export { thing } from "./shared";\n');
    const two = write("two.mts", 'export * from "./shared.js";\n');
    const modules = createModules();
    const [a, b, c] = await Promise.all([one, two, shared].map((path) => modules.load(path)));
    expect(b!["thing"]).toBe(a!["thing"]);
    expect(c!["thing"]).toBe(a!["thing"]);
  });

  it("are read again by the next command, and by the same one when they failed", async () => {
    const path = write("a.ts", "export const a: number = 1;\n");
    const modules = createModules();
    expect((await modules.load(path))["a"]).toBe(1);
    write("a.ts", "export const a: number = 2;\n");
    expect((await modules.load(path))["a"]).toBe(1);
    expect((await createModules().load(path))["a"]).toBe(2);
    const broken = write("b.ts", 'import "./c";\nexport const b: number = 1;\n');
    write("c.ts", "throw new Error('not yet');\n");
    await expect(modules.load(broken)).rejects.toThrow("not yet");
    write("c.ts", "export {};\n");
    expect((await modules.load(broken))["b"]).toBe(1);
  });

  it("show the lines around a fault of syntax, wherever it is imported from", async () => {
    write("bad.ts", "export const a = 1;\n\texport const b = (;\nexport const c = 2;\n");
    const path = write("schema.ts", 'import "./bad";\n');
    const failed = createModules().load(path);
    await expect(failed).rejects.toMatchObject({ code: "module-failed" });
    const text = printError(await failed.catch((error: unknown) => error), createStyle(false));
    expect(text).toBe(
      `Error: ${path} cannot be loaded: ${join(folder, "bad.ts")}:2:20: Unexpected token
  | export const a = 1;
  |  export const b = (;
  |                    ^
  | export const c = 2;
Hint: Correct the syntax of the file.
`,
    );
  });

  it("name the file that asks for a module which is not there", async () => {
    const asking = write("asking.ts", 'import "./nowhere";\n');
    const path = write("schema.ts", 'import "./asking";\n');
    await expect(createModules().load(path)).rejects.toThrow(
      `${path} cannot be loaded: Cannot find module './nowhere', which ${asking} imports`,
    );
  });
});
