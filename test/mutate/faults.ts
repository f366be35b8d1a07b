import { commands } from "./commands.ts";
import { compare } from "./compare.ts";
import { dialects } from "./dialects.ts";
import { drawn } from "./drawn.ts";
import { drizzle } from "./drizzle.ts";
import { elsewhere } from "./elsewhere.ts";
import type { Fault } from "./fault.ts";
import { graph } from "./graph.ts";
import { histories } from "./histories.ts";
import { lint } from "./lint.ts";
import { losses } from "./losses.ts";
import { postgres } from "./postgres.ts";
import { rooms } from "./rooms.ts";
import { rows } from "./rows.ts";
import { runs } from "./runs.ts";
import { schema } from "./schema.ts";
import { sqlite } from "./sqlite.ts";

/** By what they are about. */
export const faults: Readonly<Record<string, readonly Fault[]>> = {
  graph,
  runs,
  losses,
  schema,
  dialects,
  postgres,
  sqlite,
  drizzle,
  compare,
  histories,
  rows,
  lint,
  commands,
  rooms,
  elsewhere,
  drawn,
};
