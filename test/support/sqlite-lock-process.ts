// A process of its own that takes the lock of a database: `hold <url>` keeps it until it is killed,
// `take <url> <log> <times>` takes it again and again and writes down when it is inside, `rush <url> <log> <times>`
// without any pause.
import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { sqlite } from "../../src/dialects/sqlite/index.ts";

const [mode = "", url = "", log = "", times = "1"] = process.argv.slice(2);
const connection = await sqlite.connect({ url });

if (mode === "hold") {
  await connection.lock("mig", 300_000, () => undefined);
  process.stdout.write("held\n");
  await sleep(2 ** 30);
}
for (let n = 0; n < Number(times); n++) {
  const lock = await connection.lock("mig", 300_000, () => undefined);
  appendFileSync(log, `in ${process.pid}\n`);
  if (mode === "take") await sleep(1 + (n % 3));
  appendFileSync(log, `out ${process.pid}\n`);
  await lock.release();
}
await connection.close();
