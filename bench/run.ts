import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { autogenerate } from "./autogenerate.ts";
import { chat } from "./chat.ts";
import { check } from "./check.ts";
import { downgrade } from "./downgrade.ts";
import type { Ratio } from "./measure.ts";
import { memory } from "./memory.ts";
import { plan } from "./plan.ts";
import { lineOf, pageOf, slowerThan, type Part } from "./report.ts";
import { rows } from "./rows.ts";
import { root, type Scenario } from "./scenario.ts";
import { start } from "./start.ts";
import { upgradePostgres, upgradeSqlite } from "./upgrade.ts";

const scenarios: readonly Scenario[] = [
  start,
  plan,
  upgradeSqlite,
  downgrade,
  memory,
  upgradePostgres,
  check,
  autogenerate,
  rows,
  chat,
];

// npm run bench -- upgrade 5: scenarios whose name holds a word, and how many rounds.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { save: { type: "string" }, compare: { type: "string" } },
});
const rounds = Number(positionals.find((word) => /^\d+$/u.test(word)) ?? 15);
const wanted = positionals.filter((word) => !/^\d+$/u.test(word));
const stored =
  values.compare === undefined ? null : (JSON.parse(readFileSync(values.compare, "utf8")) as readonly Part[]);

const parts: Part[] = [];
for (const scenario of scenarios) {
  if (wanted.length > 0 && !wanted.some((word) => scenario.name.includes(word))) continue;
  console.log(`\n${scenario.name}`);
  const folder = mkdtempSync(join(tmpdir(), "mig-bench-"));
  const notes: string[] = [];
  const note = (text: string): void => {
    notes.push(text);
    console.log(`  ${text}`);
  };
  try {
    const ratios: readonly Ratio[] = await scenario.run({ folder, rounds, skip: note });
    for (const ratio of ratios) console.log(`  ${lineOf(ratio)}`);
    parts.push({ name: scenario.name, ratios, notes });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (values.save !== undefined) writeFileSync(values.save, `${JSON.stringify(parts, null, 2)}\n`);
// A page of some scenarios alone would lose the others.
if (wanted.length === 0) writeFileSync(join(root, "docs/performance.md"), pageOf(parts, rounds));
if (stored !== null) {
  const slower = slowerThan(stored, parts);
  console.log(slower.length === 0 ? "\nNothing is slower than it was." : `\nSlower than it was:`);
  for (const line of slower) console.log(`  ${line}`);
}
