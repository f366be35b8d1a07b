// A process of its own that upgrades a project, or with `base` takes it down, `before <n>` killed before its n-th call of the database since the
// heads were read, or `during <n>` while that call is under way; says how many calls there were.
import { writeSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { downgrade } from "../../src/commands/downgrade.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { Connection, Statement } from "../../src/dialects/dialect.ts";
import type { Environment } from "../../src/project/environment.ts";
import { openProject } from "../../src/project/open-project.ts";

const [folder = "", mode = "", place = "0", target = "heads"] = process.argv.slice(2);
let calls = 0;
const die = (): void => void process.kill(process.pid, "SIGKILL");

/** Each statement is a call of its own, so that it has a boundary; who knows the connection must find it again. */
function mortal(connection: Connection): Connection {
  const whole = { ...connection };
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    calls += 1;
    const isLast = calls === Number(place);
    if (isLast && mode === "before") die();
    const result = work();
    if (isLast) {
      result.catch(() => undefined);
      // Long enough for the statement to leave, and not for its answer to be heard.
      await turn();
      die();
    }
    return result;
  };
  return Object.assign(connection, {
    async run(statements: readonly Statement[]) {
      for (const statement of statements) await call(() => whole.run([statement]));
    },
    query: (...args: Parameters<Connection["query"]>) => call(() => whole.query(...args)),
    change: (...args: Parameters<Connection["change"]>) => call(() => whole.change(...args)),
    begin: (...args: Parameters<Connection["begin"]>) => call(() => whole.begin(...args)),
    commit: () => call(() => whole.commit()),
    rollback: () => call(() => whole.rollback()),
  });
}

const environment = await openProject({ folder });
const killable: Environment = {
  ...environment,
  connected: (work, options) =>
    environment.connected(
      (database) => work({ ...database, connection: mortal(database.connection) }),
      options,
    ),
};
await (target === "base" ? downgrade : upgrade)(killable, { target });
writeSync(1, `${calls}\n`);
