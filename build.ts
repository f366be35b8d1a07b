import { execFileSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "rolldown";
import { published } from "./rolldown.config.ts";

// npm run build: the package as it is published, its types beside it.
const root = import.meta.dirname;
const dist = join(root, "dist");
rmSync(dist, { recursive: true, force: true });
const compiler = join(root, "node_modules/typescript/bin/tsc");
execFileSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
await build({ ...published, cwd: root });
// As npm leaves it after an installation.
chmodSync(join(dist, "cli/main.js"), 0o755);
