import { expect, it, onTestFinished } from "vitest";
import postgres from "postgres";
import { openDialect } from "../../../src/dialects/open-dialect.ts";
import { createPostgresDatabase } from "../../support/databases.ts";

it("drops the scratch databases of killed processes, and those alone", async () => {
  const database = await createPostgresDatabase();
  onTestFinished(() => database.drop());
  const admin = postgres(database.url, { max: 1, onnotice: () => undefined });
  onTestFinished(() => admin.end());
  const own = process.pid.toString(16).padStart(12, "0");
  const [leftOver, inUse, young, foreign] = [
    `mig_scratch_20200101000000_${own}`,
    `mig_scratch_20200101000001_${own}`,
    `mig_scratch_29990101000000_${own}`,
    `mig_scratch_of_mine_${own}`,
  ] as const;
  for (const name of [leftOver, young, foreign])
    await admin.unsafe(`CREATE DATABASE ${name} TEMPLATE template0`);
  // A template cannot be dropped: other tests on this server do what is tried here, and must not come before the user.
  await admin.unsafe(`CREATE DATABASE ${inUse} TEMPLATE template0 IS_TEMPLATE true`);
  const user = postgres(database.url.replace(/\/[^/?]*(?=\?|$)/u, `/${inUse}`), { max: 1 });
  await user`SELECT 1`;
  await admin.unsafe(`ALTER DATABASE ${inUse} IS_TEMPLATE false`);
  onTestFinished(async () => {
    await user.end();
    for (const name of [leftOver, inUse, young, foreign])
      await admin.unsafe(`DROP DATABASE IF EXISTS ${name}`);
  });

  const dialect = await openDialect("postgresql");
  const connection = await dialect.connect({ url: database.url });
  onTestFinished(() => connection.close());
  const scratch = await dialect.scratch(connection);
  await scratch?.drop();
  const names = await admin`SELECT datname FROM pg_database WHERE datname LIKE 'mig_scratch_%'`;
  const left = names.map(({ datname }) => String(datname));
  expect([leftOver, inUse, young, foreign].map((name) => left.includes(name))).toEqual([
    false,
    true,
    true,
    true,
  ]);
});
