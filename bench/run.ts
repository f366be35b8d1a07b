import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chat } from "./chat.ts";
import { check } from "./check.ts";
import type { Ratio } from "./measure.ts";
import { plan } from "./plan.ts";
import type { Scenario } from "./scenario.ts";
import { start } from "./start.ts";
import { upgradePostgres, upgradeSqlite } from "./upgrade.ts";

const scenarios: readonly Scenario[] = [start, plan, upgradeSqlite, upgradePostgres, check, chat];

// npm run bench -- upgrade 5: scenarios whose name holds a word, and how many rounds.
const words = process.argv.slice(2);
const rounds = Number(words.find((word) => /^\d+$/u.test(word)) ?? 15);
const wanted = words.filter((word) => !/^\d+$/u.test(word));

for (const scenario of scenarios) {
  if (wanted.length > 0 && !wanted.some((word) => scenario.name.includes(word))) continue;
  console.log(`\n${scenario.name}`);
  const folder = mkdtempSync(join(tmpdir(), "mig-bench-"));
  try {
    const found = await scenario.run({ folder, rounds, skip: (why) => console.log(`  ${why}`) });
    for (const ratio of found) console.log(`  ${sentence(ratio)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sentence({ what, beside, median, min, goal, unit, amounts: [own, other] }: Ratio): string {
  const ratio = `${median.toFixed(2)} (min ${min.toFixed(2)})`.padEnd(18);
  const judged = goal === null ? "" : `, goal ${goal.toFixed(1)}: ${median <= goal ? "met" : "MISSED"}`;
  return `${ratio} ${what} / ${beside}${judged}  [${own.toFixed(0)} / ${other.toFixed(0)} ${unit === "megabytes" ? "MB" : "ms"}]`;
}
