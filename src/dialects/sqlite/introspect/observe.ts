import { effectsOf } from "../../../core/sql/effects.ts";
import type { Connection } from "../../dialect.ts";
import { lexical } from "../lexical.ts";
import type { Observer } from "../../observer.ts";

/**
 * See what each statement recreates: a table or an index that begins on another page of the file. Who writes locks
 * all of the file, so that there is nothing to see of locks.
 */
export async function observe(connection: Connection): Promise<Observer> {
  let pages = await pagesOf(connection);
  const there = new Set(pages.keys());
  return {
    async workOf(sql) {
      const now = await pagesOf(connection);
      const moved = [...now].flatMap(([name, page]) =>
        there.has(name) && pages.get(name) !== page ? [name] : [],
      );
      pages = now;
      // It stays where it is, and every row of it is written.
      const inPlace = effectsOf(sql, lexical).flatMap((effect) =>
        effect.kind === "dropColumn" && there.has(effect.table) ? [effect.table] : [],
      );
      return { locks: [], rewritten: [...new Set([...moved, ...inPlace])] };
    },
  };
}

async function pagesOf(connection: Connection): Promise<ReadonlyMap<string, unknown>> {
  const rows = await connection.query(
    "SELECT type, name, rootpage FROM sqlite_schema WHERE rootpage > 0 AND name NOT LIKE 'sqlite_%'",
  );
  return new Map(
    rows.map(({ type, name, rootpage }) => [
      type === "index" ? `index ${String(name)}` : String(name),
      Number(rootpage),
    ]),
  );
}
