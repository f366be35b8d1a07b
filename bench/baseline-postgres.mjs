// What upgrading does, by the driver alone: a transaction for each revision, with its row of the version table and its line of the journal.
import { readFileSync } from "node:fs";
import postgres from "postgres";

const [url = "", list = "steps.json"] = process.argv.slice(2);
const steps = JSON.parse(readFileSync(list, "utf8"));
const sql = postgres(url, { max: 1, onnotice: () => undefined });
await sql.unsafe("CREATE TABLE mig_version (version_num text NOT NULL PRIMARY KEY)");
await sql.unsafe(
  "CREATE TABLE mig_journal (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, revision text, direction text, status text, started_at timestamptz, finished_at timestamptz, duration_ms integer, checksum text, tool_version text, runner text)",
);
let last = null;
for (const { id, statements } of steps) {
  const time = new Date().toISOString();
  await sql.begin(async (transaction) => {
    for (const statement of statements) await transaction.unsafe(statement);
    if (last === null) await transaction`INSERT INTO mig_version VALUES (${id})`;
    else await transaction`UPDATE mig_version SET version_num = ${id} WHERE version_num = ${last}`;
    await transaction`INSERT INTO mig_journal (revision, direction, status, started_at, finished_at, duration_ms, checksum, tool_version, runner)
      VALUES (${id}, 'upgrade', 'applied', ${time}, ${time}, 0, ${`sha256:1:${"0".repeat(64)}`}, '0', 'host:1:user')`;
  });
  last = id;
}
await sql.end();
