/** The tool's command line: `node research.ts [task]`. Every run brings the database to head first. */
import { migrate, MigError } from "drizzle-mig";

const [command = "status"] = process.argv.slice(2);
try {
  // Of older releases the table `migrations` says what was applied; where there is none, or it is ours, nothing is imported.
  const importTable = "migrations";
  const { to, steps } = await migrate({ config: "./migrate.config.ts", importTable, logger: console });
  console.log(`${command}: the database is at ${to.join(", ")} after ${steps.length} migrations.`);
} catch (error) {
  if (!(error instanceof MigError)) throw error;
  // The logger has said what failed, and the table `migrations` has it.
  console.error(`${command} was not run. ${error.hint}`);
  process.exitCode = error.exitCode;
}
