import postgres from "postgres";
import { expect, it } from "vitest";
import { createPostgresDatabase } from "./databases.ts";

it("gives every test a PostgreSQL database of its own", async () => {
  const [one, two] = await Promise.all([createPostgresDatabase(), createPostgresDatabase()]);
  expect(one.url).not.toBe(two.url);
  const client = postgres(one.url, { max: 1 });
  await client`CREATE TABLE only_here (id integer)`;
  await client.end();
  const other = postgres(two.url, { max: 1 });
  expect(await other`SELECT to_regclass('only_here') AS found`).toEqual([{ found: null }]);
  await other.end();
  await Promise.all([one.drop(), two.drop()]);
});
