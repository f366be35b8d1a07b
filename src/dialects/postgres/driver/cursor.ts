import { attempted } from "../../../core/thrown.ts";
import type { Rows } from "../../dialect.ts";
import { heaviestBatch, weightOf } from "../../weight.ts";
import { inline } from "../ddl/inline.ts";
import type { Sender } from "./sender.ts";

/**
 * The rows of a query in batches of at most `size`, by a cursor of SQL, not of the driver: the session can do other
 * work between two batches. `hold`: it is not in a transaction, so that the cursor must outlive the one it is made in.
 */
export async function* readByCursor(
  sender: Pick<Sender, "command" | "lost">,
  name: string,
  query: { readonly sql: string; readonly params: readonly unknown[]; readonly hold: boolean },
  size: number,
): AsyncGenerator<Rows> {
  const { command, lost } = sender;
  const text = inline(query.sql, query.params);
  await command(`DECLARE ${name} NO SCROLL CURSOR ${query.hold ? "WITH" : "WITHOUT"} HOLD FOR ${text}`);
  const most = Math.max(1, Math.trunc(size));
  // The driver takes all rows of an answer at once, so how heavy they are must be found out with a few.
  let wanted = Math.min(most, 8);
  let aborted = true;
  try {
    for (;;) {
      const rows = await command(`FETCH ${wanted} FROM ${name}`);
      aborted = false;
      if (rows.length === 0) return;
      const heaviest = Math.max(...rows.map(weightOf), 1);
      wanted = Math.max(1, Math.min(most, wanted * 2, Math.floor(heaviestBatch / heaviest)));
      yield rows;
    }
  } finally {
    if (!aborted && lost() === null) await attempted(command(`CLOSE ${name}`));
  }
}
