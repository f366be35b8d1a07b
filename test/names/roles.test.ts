import { describe, expect, it } from "vitest";
import { make } from "../../src/core/operations/make.ts";
import { openPostgres, perform } from "../support/postgres-databases.ts";
import { hostileNames } from "./hostile-names.ts";

describe("roles of hostile names", () => {
  it("are made, changed, renamed and dropped, and no other", async () => {
    const connection = await openPostgres();
    const names = async (): Promise<readonly string[]> =>
      (await connection.query("SELECT rolname AS name FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%'")).map(
        ({ name }) => String(name),
      );
    const before = new Set(await names());
    // What the server keeps for itself.
    const usable = hostileNames
      .filter((name) => !/^pg_|^(?:public|none)$/u.test(name))
      // Roles are the server's, and another test may have made some of these names at this moment.
      .map((name) => (Buffer.byteLength(name) < 63 ? `${name}~` : name.replace(/.$/u, "~")));
    for (const name of usable) {
      const other = `x${name}`.slice(0, 15);
      await perform(
        connection,
        make.createRole({ name, createDb: true }),
        make.alterRole(name, { inherit: false }),
        make.renameRole(name, other),
        make.dropRole(other, { madeHere: true }),
        make.createRole({ name }),
      );
      expect(await names()).toContain(name);
      await perform(connection, make.dropRole(name));
    }
    expect(new Set(await names())).toEqual(before);
  });
});
