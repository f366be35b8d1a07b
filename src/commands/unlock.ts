import { confirmationNeeded, declined } from "../core/errors/run.ts";
import { lockNotFreed } from "../core/errors/database.ts";
import type { Environment } from "../project/environment.ts";

export interface UnlockResult {
  /** Who held the runner's lock; null when nobody did. */
  readonly holder: string | null;
  readonly freed: boolean;
}

/** Take the runner's lock away from a runner that will not give it back. */
export async function unlock(environment: Environment): Promise<UnlockResult> {
  const { versionTable } = environment.settings;
  return environment.connected(
    async ({ connection }) => {
      const holder = await connection.holder(versionTable);
      if (holder === null) return { holder: null, freed: false };
      const reason = `The lock of this database is held by ${holder.who}; a run that is still at work would be stopped.`;
      if (environment.confirm === null) throw confirmationNeeded([reason]);
      if (!(await environment.confirm(`  ${reason}\nTake it away?`))) throw declined();
      if (!(await holder.free())) throw lockNotFreed({ holder: holder.who });
      return { holder: holder.who, freed: true };
    },
    { makes: false },
  );
}
