import { attempted } from "../core/thrown.ts";
import type { Connection } from "../dialects/dialect.ts";

/** Work in a transaction of its own; when it fails, that is what is thrown, even if the rollback fails as well. */
export async function inItsOwn<T>(
  connection: Connection,
  work: () => Promise<T>,
  foreignKeysOff = false,
): Promise<T> {
  await connection.begin({ foreignKeysOff });
  try {
    const result = await work();
    await connection.commit();
    return result;
  } catch (error) {
    await attempted(connection.rollback());
    throw error;
  }
}
