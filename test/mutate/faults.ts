import { dialects } from "./dialects.ts";
import type { Fault } from "./fault.ts";
import { graph } from "./graph.ts";
import { losses } from "./losses.ts";
import { rooms } from "./rooms.ts";
import { runs } from "./runs.ts";
import { schema } from "./schema.ts";

/** By what they are about. */
export const faults: Readonly<Record<string, readonly Fault[]>> = {
  graph,
  runs,
  losses,
  schema,
  dialects,
  rooms,
};
