// An application of its own that migrates as it starts, and prints what it did.
import { migrate } from "../../src/commands/migrate.ts";

const { steps, to } = await migrate({ folder: process.argv[2] ?? "." });
process.stdout.write(JSON.stringify({ steps: steps.map((step) => step.revision), to }));
