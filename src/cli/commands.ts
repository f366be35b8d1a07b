import type { Command } from "./command.ts";
import { adopting } from "./table/adopting.ts";
import { authoring } from "./table/authoring.ts";
import { linting } from "./table/linting.ts";
import { moving } from "./table/moving.ts";
import { reading } from "./table/reading.ts";

/** Every command, in the order of help. */
export const commands: readonly Command[] = [...authoring, ...moving, ...adopting, ...linting, ...reading];
