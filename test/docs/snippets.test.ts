import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const pages = [
  "README.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

interface Snippet {
  readonly page: string;
  readonly line: number;
  readonly text: string;
}

function snippetsOf(page: string): readonly Snippet[] {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/^```ts\n([^]*?)^```$/gmu)].map((match) => ({
    page,
    line: text.slice(0, match.index).split("\n").length + 1,
    text: match[1] ?? "",
  }));
}

/** What pages speak of without importing or declaring it, as a reader of the page takes it. */
const surroundings = `
import type * as mig from "drizzle-mig";
declare global {
  type Op = mig.Op;
  type Probe = mig.Probe;
  const op: mig.Op;
  const migrate: typeof mig.migrate;
  const defineConfig: typeof mig.defineConfig;
  const db: NonNullable<mig.StartOptions["db"]>;
  function count(text: string): number;
  function dropExtension(args: { name: string }): mig.Operation;
}
export {};
`;

/** Compile all of these in one run; what the compiler says, with page and line for each. */
function faultsOf(snippets: readonly Snippet[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "mig-snippets-"));
  try {
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    write("package.json", '{ "type": "module" }');
    write("surroundings.d.ts", surroundings);
    write(
      "revisions.d.ts",
      'import type { Bundle } from "drizzle-mig";\ndeclare const bundle: Bundle;\nexport default bundle;\n',
    );
    // The line in the file is the line in the page.
    for (const { page, line, text } of snippets)
      write(`${page}.${line}.ts`.replace("docs/", ""), `${"\n".repeat(line - 1)}${text}\nexport {};\n`);
    const base = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8")) as {
      readonly compilerOptions: object;
    };
    const compilerOptions = {
      ...base.compilerOptions,
      paths: { "drizzle-mig": [join(root, "src/index.ts")] },
      noUnusedLocals: false,
      noUnusedParameters: false,
      // As most applications have it.
      noPropertyAccessFromIndexSignature: false,
    };
    write("tsconfig.json", JSON.stringify({ compilerOptions, include: ["*.ts"] }));
    return compile(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compile(folder: string): readonly string[] {
  try {
    execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", folder], {
      cwd: folder,
      encoding: "utf8",
      stdio: "pipe",
    });
    return [];
  } catch (error) {
    return String((error as { readonly stdout?: unknown }).stdout)
      .trim()
      .split("\n");
  }
}

describe("what the pages show", () => {
  it("is TypeScript that compiles", () => {
    const snippets = pages.flatMap(snippetsOf);
    expect(snippets.length).toBeGreaterThan(20);
    expect(faultsOf(snippets)).toEqual([]);
  });

  it("would be found if it did not compile", () => {
    const text = 'await op.createTabel({ name: "a", columns: [] });\n';
    expect(faultsOf([{ page: "docs/planted.md", line: 7, text }])[0]).toMatch(
      /planted\.md\.7\.ts\(7,10\).*createTabel/u,
    );
  });
});

describe("the README", () => {
  it("links every page under docs", () => {
    const text = readFileSync(join(root, "README.md"), "utf8");
    expect(pages.filter((page) => page.startsWith("docs/") && !text.includes(`](${page})`))).toEqual([]);
  });

  it.each(pages)("and %s link to pages and headings that are there", (page) => {
    const text = readFileSync(join(root, page), "utf8").replaceAll(/^```[^]*?^```$/gmu, "");
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/gu)];
    const broken = links.filter(([, path = "", heading]) => {
      const target = path === "" ? page : join(dirname(page), path);
      try {
        const there = readFileSync(join(root, target), "utf8");
        return heading !== undefined && !headingsOf(there).includes(heading);
      } catch {
        return true;
      }
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});

/** The headings of a page as links name them. */
function headingsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gmu)].map((match) =>
    (match[1] ?? "")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
