import { createEnvironment, type Database, type Environment } from "../project/environment.ts";

/**
 * Do something with an engine on which things can be tried: within the process where that can be had, so that
 * no database is touched, else that of the configured database, on whose server a scratch one can be made.
 */
export async function withEngine<T>(
  environment: Environment,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const dialect = await environment.dialect();
  if (!dialect.traits.inProcess) return environment.connected(work);
  const settings = { ...environment.settings, url: ":memory:", client: undefined };
  return createEnvironment(settings, environment, environment).connected(work);
}
