import { commands } from "../../src/cli/commands.ts";
import type { Command } from "../../src/cli/command.ts";
import { globalOptions, longName, type Options } from "../../src/cli/options.ts";

/** docs/commands.md, written from the table of commands. */
export function commandsPage(): string {
  return `# Commands

\`mig <command> [arguments] [options]\`. Options may stand before or after the command; \`mig downgrade -1\` and
\`mig upgrade +2\` are typed as they are. \`mig <command> --help\` says the same as this page, which is written from the code
(\`npx vitest run test/docs -u\`).

- Results go to stdout, log and progress to stderr. \`--json\` prints one JSON document on stdout and nothing else.
- Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a check found something (drift, pending revisions),
  130 broken off at a question.
- An error is one message and a hint; with \`--json\` it is \`{"error":{"code","message","hint"}}\`. [All codes](errors.md).
- How revisions are named (\`head\`, \`label@head\`, \`+1\`, \`a:b\` …): [Concepts](concepts.md#naming-a-revision).

## Options of every command

${table(globalOptions)}

${commands.map(section).join("\n\n")}

## JSON shapes

\`\`\`
mig upgrade|downgrade T --json   {"from":[head…],"to":[head…],"dryRun":false,
                                  "steps":[{"revision":"…","direction":"upgrade","message":"…","heads":[head…]}…]}
                                  with --dry-run also "breaking":["what is asked about"…] and
                                  "undeclared":[id…], revisions in code that do not say what they lose, where there are any
mig restore --json               {"backup":{"kind":"file|dump|schema","place":"…","tables":[name…]|null, …},"from":[head…],"to":[head…]}
mig backups --json               {"backups":[{"at":"…","kind","place","tables","checksum","before":{"revision","direction"},"exists":true}…]}
mig current --json               {"heads":[head…],"atHead":true, …}
mig heads --json                 {"heads":[{"revision":"…","labels":[…],"message":"…", …}…]}
mig history --json               {"revisions":[{"revision","downRevision","labels","dependsOn","message","path","flags":[…], …}…]}
mig check --json                 {"ok":false,"pending":[id…],"operations":[{"kind":"…","args":[…],"summary":"…"}…], …}
mig log --json                   {"entries":[{"revision","direction","status","startedAt","finishedAt","durationMs","errorMessage","statement", …}…]}
mig adopt --json                 {"state":"managed|empty|found|mixed|unsure","heads":[head…],"nearest":[head…],"stamped":true,"dryRun":false,
                                  "by":"replay|partly|operations" or null,"weak":["…"…],
                                  "evidence":[{"revision","applied","signature","present":["…"…],"missing":["…"…], …}…],
                                  "discrepancies":[{"object","problem":"missing|unexpected","revision","text"}…],
                                  "repairs":[{"revision","path","applied","discrepancies":["…"…],"commands":["…"…],
                                              "changes":[{"text","sql":["…"…],"caution"}…],"besides":["…"…] or null,
                                              "complete":true, …}…],"repaired":["…"…],
                                  "differences":["…"…],"others":["…"…],"unsure":[id…],
                                  "scripts":[{"name","present":["…"…],"missing":["…"…]}…], …}
any failure with --json          {"error":{"code":"kebab-words","message":"…","hint":"…", "file"?, "line"?, "statement"?, "position"?}}
\`\`\`
`;
}

function section({ name, aliases, describe, arguments: given, options }: Command): string {
  const words = Object.entries(given).map(([key, { type }]) =>
    type === "many" ? `<${key}..>` : type === "required" ? `<${key}>` : `[${key}]`,
  );
  const lines = [`## mig ${[name, ...words].join(" ")}`, "", `${describe}.`];
  if (aliases.length > 0) lines.push("", `Also: ${aliases.map((alias) => `\`${alias}\``).join(", ")}.`);
  const explained = Object.entries(given).map(([key, argument]) => `- \`${key}\`: ${argument.describe}`);
  if (explained.length > 0) lines.push("", ...explained);
  if (Object.keys(options).length > 0) lines.push("", table(options));
  return lines.join("\n");
}

function table(options: Options): string {
  const rows = Object.entries(options).map(([key, { short, value, describe }]) => {
    const long = longName(key);
    const names = [...(short === null ? [] : [`-${short}`]), ...(long === `--${short}` ? [] : [long])];
    const text = `${names.join(", ")}${value === "" ? "" : ` ${value}`}`.replaceAll("|", "\\|");
    return `| \`${text}\` | ${describe.replaceAll("|", "\\|")} |`;
  });
  return ["| option | |", "| --- | --- |", ...rows].join("\n");
}
