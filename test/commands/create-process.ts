// A process of its own that makes the database of a project.
import { create } from "../../src/commands/create.ts";
import { openProject } from "../../src/project/open-project.ts";

await create(await openProject({ folder: process.argv[2] ?? "." }));
