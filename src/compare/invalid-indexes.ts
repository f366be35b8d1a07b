import { change, type Change } from "../core/diff/change.ts";
import { dependenciesOf } from "../core/operations/dependencies.ts";
import { relationKey } from "../core/operations/keys.ts";
import { make } from "../core/operations/make.ts";
import { formatName } from "../core/schema/names.ts";
import type { Schema } from "../core/schema/schema.ts";
import type { Bystanders } from "../dialects/bystanders.ts";
import type { Dialect } from "../dialects/dialect.ts";

/**
 * The changes with invalid indexes out of their way: one that has the name of what is made is dropped before. To a
 * structure it is not there, and a database that has none of that name has nothing to drop.
 */
export function withoutInvalid(
  changes: readonly Change[],
  live: Schema,
  { invalidIndexes }: Pick<Bystanders, "invalidIndexes">,
  dialect: Pick<Dialect, "identifier">,
): readonly Change[] {
  if (invalidIndexes.length === 0) return changes;
  const inTheWay = new Map(
    invalidIndexes.map((index) => [relationKey(formatName(index), index.name), index]),
  );
  return changes.flatMap((each) =>
    dependenciesOf(each.operation, live).provides.reduce<readonly Change[]>(
      (all, key) => {
        const index = inTheWay.get(key);
        if (index === undefined) return all;
        inTheWay.delete(key);
        const sql = `DROP INDEX IF EXISTS ${dialect.identifier(formatName(index))}`;
        const note = `${formatName(index)} is invalid: a CREATE INDEX CONCURRENTLY has failed and left it.`;
        return [change(make.execute(sql, ""), note), ...all];
      },
      [each],
    ),
  );
}
