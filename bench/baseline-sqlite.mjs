// What upgrading does, by the driver alone: a transaction for each revision, with its row of the version table and its line of the journal.
import { readFileSync } from "node:fs";
import Database from "better-sqlite3";

const [path = "app.db", list = "steps.json"] = process.argv.slice(2);
const steps = JSON.parse(readFileSync(list, "utf8"));
const database = new Database(path);
database.exec("CREATE TABLE mig_version (version_num text NOT NULL PRIMARY KEY)");
database.exec(
  "CREATE TABLE mig_journal (id integer PRIMARY KEY AUTOINCREMENT, revision text, direction text, status text, started_at text, finished_at text, duration_ms integer, checksum text, tool_version text, runner text)",
);
const begin = database.prepare("BEGIN IMMEDIATE");
const commit = database.prepare("COMMIT");
const first = database.prepare("INSERT INTO mig_version VALUES (?)");
const move = database.prepare("UPDATE mig_version SET version_num = ? WHERE version_num = ?");
const note = database.prepare(
  "INSERT INTO mig_journal (revision, direction, status, started_at, finished_at, duration_ms, checksum, tool_version, runner) VALUES (?, 'upgrade', 'applied', ?, ?, 0, ?, '0', 'host:1:user')",
);
let last = null;
for (const { id, statements } of steps) {
  const time = new Date().toISOString();
  begin.run();
  for (const sql of statements) database.exec(sql);
  if (last === null) first.run(id);
  else move.run(id, last);
  note.run(id, time, time, `sha256:1:${"0".repeat(64)}`);
  commit.run();
  last = id;
}
database.close();
