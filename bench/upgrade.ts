import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { alembic, writeAlembicHistory } from "./alembic.ts";
import { idOf, line, statementsOf, writeHistory } from "./history.ts";
import { interleave, ratios, type Contender } from "./measure.ts";
import { startPostgres } from "./postgres.ts";
import { mig, removeDatabase, root, type Scenario } from "./scenario.ts";

const count = 1000;
const own = `mig upgrade head, ${count} revisions`;

/** A thousand transactions on SQLite, each with a table and an index. */
export const upgradeSqlite: Scenario = {
  name: "upgrade on SQLite",
  async run({ folder, rounds, skip }) {
    writeHistory(folder, { count, shape: line, dialect: "sqlite", url: "./app.db" });
    writeSteps(folder);
    const contender = (name: string, file: string, command: Contender["command"]): Contender => ({
      name,
      command,
      folder,
      before: () => removeDatabase(folder, file),
    });
    const contenders = [
      contender("better-sqlite3 alone", "driver.db", node("baseline-sqlite.mjs", "driver.db")),
      contender(own, "app.db", mig("upgrade", "head", "--quiet")),
    ];
    if (alembic.isThere()) {
      writeAlembicHistory(folder, count, line);
      contenders.push(contender("Alembic", "alembic.db", alembic.command("upgrade", "head")));
    } else skip("no Alembic on this machine");
    const times = await interleave(contenders, Math.ceil(rounds / 3));
    return ratios(times, own, { "better-sqlite3 alone": 1.2, Alembic: 0.15 });
  },
};

/** The same on PostgreSQL. */
export const upgradePostgres: Scenario = {
  name: "upgrade on PostgreSQL",
  async run({ folder, rounds }) {
    const server = await startPostgres();
    try {
      writeHistory(folder, { count, shape: line, dialect: "postgresql", url: server.url("app") });
      writeSteps(folder);
      const times = await interleave(
        [
          {
            name: "postgres alone",
            command: node("baseline-postgres.mjs", server.url("driver")),
            folder,
            before: () => server.create("driver"),
          },
          {
            name: own,
            command: mig("upgrade", "head", "--quiet"),
            folder,
            before: () => server.create("app"),
          },
        ],
        Math.ceil(rounds / 3),
      );
      return ratios(times, own, { "postgres alone": 1.05 });
    } finally {
      await server.stop();
    }
  },
};

function node(file: string, ...args: readonly string[]): Contender["command"] {
  return [process.execPath, join(import.meta.dirname, file), ...args];
}

function writeSteps(folder: string): void {
  const steps = Array.from({ length: count }, (_, number) => ({
    id: idOf(number),
    statements: statementsOf(number),
  }));
  writeFileSync(join(folder, "steps.json"), JSON.stringify(steps));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "dir");
}
