import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isolatedDeclarationSync } from "oxc-transform";

const root = resolve(import.meta.dirname, "../..");

/** A thing that the package exports. */
export interface Exported {
  readonly name: string;
  readonly isType: boolean;
  readonly path: string;
}

/** What src/index.ts exports, in its order. */
export function exportedThings(): readonly Exported[] {
  const text = readFileSync(join(root, "src/index.ts"), "utf8");
  return [...text.matchAll(/export (type )?\{([^}]*)\} from "([^"]+)"/gu)].flatMap(
    ([, all, names = "", from = ""]) =>
      names
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "")
        .map((name) => ({
          name: name.replace(/^type /u, ""),
          isType: all !== undefined || name.startsWith("type "),
          path: join(root, "src", from),
        })),
  );
}

/** The types of our own that signatures of exported things name, and that are not exported: `Name, named by Other`. */
export function unexportedTypes(): readonly string[] {
  const exported = exportedThings();
  const known = new Set(exported.map(({ name }) => name));
  return exported.flatMap(({ name, path }) => {
    const { own, imported } = declarationsOf(path);
    const declaration = own.get(name);
    if (declaration === undefined) throw new Error(`${path} declares no ${name}`);
    const named = new Set(withoutText(declaration).match(/\b[A-Z]\w*\b/gu));
    return [...named]
      .filter((each) => each !== name && !known.has(each) && (own.has(each) || imported.has(each)))
      .map((each) => `${each}, named by ${name}`);
  });
}

/** The first sentence that the code says of an exported thing, or what its name says. */
export function sentenceOf({ name, path }: Exported): string {
  const text = readFileSync(path, "utf8");
  const at =
    new RegExp(
      `^export (?:async )?(?:abstract )?(?:function|class|const|interface|type) ${name}\\b`,
      "mu",
    ).exec(text)?.index ?? 0;
  const comment = /\/\*\*([^]*?)\*\/\s*$/u.exec(text.slice(text.lastIndexOf("/**", at), at))?.[1] ?? "";
  const words = comment
    .replaceAll(/^\s*\*? ?/gmu, "")
    .replaceAll(/\s+/gu, " ")
    .trim();
  const [, base = "", kind] = /^(\w+?)(Options|Result|Spec)$/u.exec(name) ?? [];
  const command = `\`${base.charAt(0).toLowerCase()}${base.slice(1)}\``;
  if (words === "" && kind === "Options") return `What ${command} takes.`;
  if (words === "" && kind === "Result") return `What ${command} comes to.`;
  if (words === "" && kind === "Spec")
    return `What a call of \`op\` is given for such a thing, with what has its SQL default left out.`;
  return /^.*?\.(?= [A-Z`]|$)/u.exec(words)?.[0] ?? words;
}

interface Declarations {
  /** By name: what the declaration file says of it. */
  readonly own: ReadonlyMap<string, string>;
  /** Names that come from other files of ours. */
  readonly imported: ReadonlySet<string>;
}

const read = new Map<string, Declarations>();

function declarationsOf(path: string): Declarations {
  const before = read.get(path);
  if (before !== undefined) return before;
  const { code } = isolatedDeclarationSync(path, readFileSync(path, "utf8"), { stripInternal: false });
  const own = new Map<string, string>();
  for (const part of code.split(/^(?=(?:export |declare |type |interface ))/mu)) {
    const name =
      /^(?:export )?(?:declare )?(?:async )?(?:abstract )?(?:function|class|const|interface|type) (\w+)/u.exec(
        part,
      )?.[1];
    if (name !== undefined) own.set(name, (own.get(name) ?? "") + part);
  }
  const imported = new Set(
    [...code.matchAll(/^import (?:type )?\{([^}]*)\} from "(\.[^"]*)"/gmu)].flatMap(
      ([, names = "", from = ""]) =>
        existsSync(join(dirname(path), from))
          ? names.split(",").map((each) => each.trim().replace(/^type |.* as /gu, ""))
          : [],
    ),
  );
  const found = { own, imported };
  read.set(path, found);
  return found;
}

/** Without comments and texts, in which words are no names. */
function withoutText(declaration: string): string {
  return declaration.replaceAll(/\/\*[^]*?\*\/|\/\/[^\n]*|"(?:[^"\\]|\\.)*"/gu, " ");
}

/** docs/api.md up to its lists, which stand by themselves. */
const introduction = `# API

Everything that the command line does can be called from TypeScript. The package is made of ES modules and exports
nothing but what is listed here; every type that a signature names is among it.

\`\`\`ts
import { check, MigError, openProject, upgrade, type ErrorCode } from "drizzle-mig";

const project = await openProject({ config: "./migrate.config.ts", report: (event) => console.log(event.kind) });
try {
  const { steps } = await upgrade(project, { target: "heads" });
  const { ok, operations } = await check(project);
  console.log(steps.length, ok, operations.map(({ summary }) => summary));
} catch (error) {
  if (!(error instanceof MigError)) throw error;
  const code: ErrorCode = error.code;
  console.error(code, error.message, error.hint);
}
\`\`\`

- \`openProject\` reads the configuration and connects to nothing; the \`Project\` that it returns is opaque, can be used for any
  number of commands, and needs no closing. Several can be open at once. A command opens and closes its own connection.
- A command returns the document that \`--json\` prints (see [commands.md](commands.md)), prints nothing and ends no process.
- What cannot be done is thrown as a \`MigError\`: \`code\` is one of the union \`ErrorCode\` ([errors.md](errors.md) has them all),
  \`exitCode\` that of the command line, \`hint\` what to do, \`details\` data for programs.
- A question to a person is asked through \`confirm\` and \`choose\` of the options; where they are absent nobody is asked, and
  what would have to be confirmed is refused.
- When an application starts, \`migrate()\` is all it takes: see [startup.md](startup.md).

## In a package of CommonJS

Types and code are ES modules. TypeScript takes them from a package without \`"type": "module"\` under
\`"module": "nodenext"\` (TypeScript 5.8 or newer), \`"preserve"\`, \`"commonjs"\`, or \`"esnext"\` with \`"moduleResolution": "bundler"\`. Under
\`"module": "node16"\` it refuses \`import\` in files that become CommonJS: name such a file \`.mts\`, as in \`migrate.config.mts\`, or set \`nodenext\`. Node itself
(20.19 or newer) loads the package by \`require\` as well as by \`import\`.

This page is written from \`src/index.ts\`; \`npx vitest run test/docs -u\` writes it again.
`;

/** docs/api.md, written from the code. */
export function apiPage(): string {
  const rows = (isType: boolean): string =>
    exportedThings()
      .filter((each) => each.isType === isType)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((each) => `| \`${each.name}\` | ${sentenceOf(each).replaceAll("|", "\\|")} |`)
      .join("\n");
  return `${introduction}
## Functions and classes

| name | |
| --- | --- |
${rows(false)}

## Types

| name | |
| --- | --- |
${rows(true)}
`;
}
