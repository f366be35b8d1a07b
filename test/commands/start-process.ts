// An instance of an application: it migrates as it starts, and prints what it did.
import { migrate } from "../../src/commands/migrate.ts";

const [folder = "."] = process.argv.slice(2);
const result = await migrate({ folder });
process.stdout.write(JSON.stringify({ steps: result.steps.map((step) => step.revision), to: result.to }));
