// What the import of the messages does, by the driver alone: every file is read, mended and inserted, 500 in a transaction.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

const [path, folder] = process.argv.slice(2);
const database = new Database(path);
database.exec(`
  CREATE TABLE threads (id text NOT NULL PRIMARY KEY, name text, created_at integer NOT NULL);
  CREATE TABLE messages (
    id text NOT NULL PRIMARY KEY,
    thread_id text NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    assistant_id text, role text NOT NULL, content text NOT NULL, created_at integer NOT NULL
  );
  CREATE INDEX messages_thread_id_created_at_idx ON messages (thread_id, created_at);
`);
const thread = database.prepare("INSERT INTO threads VALUES (@id, @name, @created_at)");
for (const file of readdirSync(join(folder, "threads"))) thread.run(read("threads", file));

const message = database.prepare(
  "INSERT INTO messages VALUES (@id, @thread_id, @assistant_id, @role, @content, @created_at)",
);
const insert = database.transaction((rows) => {
  for (const row of rows) message.run(row);
});
let batch = [];
for (const name of readdirSync(join(folder, "messages")).toSorted()) {
  for (const file of readdirSync(join(folder, "messages", name)).toSorted()) {
    const row = read("messages", name, file);
    batch.push({ ...row, content: JSON.stringify(row.content) });
    if (batch.length === 500) insert(batch.splice(0));
  }
}
insert(batch);
database.close();

function read(...names) {
  return JSON.parse(readFileSync(join(folder, ...names), "utf8"));
}
