// A process of its own that writes a table of many pages, `kill <path>` before its end, `wal <path>` after it, and is
// killed with the file open; `read <path> <uid>` reads the table as a user.
import Driver from "better-sqlite3";
import { sqlite } from "../../src/dialects/sqlite/index.ts";

const [mode = "", path = "", user = ""] = process.argv.slice(2);
if (mode === "read") {
  // Who is not root has to heed permissions anyway.
  if (process.getuid?.() === 0) process.setuid?.(Number(user));
  const connection = await sqlite.connect({ url: path, readOnly: true });
  const [row] = await connection.query("SELECT count(*) AS n FROM t");
  process.stdout.write(`${String(row?.["n"])}\n`);
  await connection.close();
} else {
  const client = new Driver(path);
  client.pragma(`journal_mode = ${mode === "wal" ? "wal" : "delete"}`);
  // So that pages reach the file before the end of the transaction.
  client.pragma("cache_size = 2");
  client.exec("BEGIN");
  const insert = client.prepare("INSERT INTO t VALUES (?)");
  for (let row = 0; row < 2000; row += 1) insert.run("x".repeat(500));
  if (mode === "wal") client.exec("COMMIT");
  process.kill(process.pid, "SIGKILL");
}
