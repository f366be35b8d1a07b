import { make } from "../../../core/operations/make.ts";
import type { Operation, OperationKind, Operations } from "../../../core/operations/operations.ts";
import type { IndexSpec, PrimaryKeySpec, UniqueSpec } from "../../../core/operations/spec.ts";
import { completeCheck, completeForeignKey } from "../../../core/schema/complete.ts";
import {
  constraintsOf,
  findColumn,
  findTable,
  nameOf,
  refTo,
  targetOf,
} from "../../../core/schema/lookup.ts";
import { formatName } from "../../../core/schema/names.ts";
import type { Schema, Table } from "../../../core/schema/schema.ts";
import { isOfEnum } from "../../../core/schema/types.ts";
import { written } from "../../../core/sql/written-name.ts";
import type { OnlineForm } from "../../online.ts";
import { defaultName } from "../identifiers.ts";

/** How an operation is carried out on tables that are in use; null where it takes no lock for long as it is. */
export function onlineForm(operation: Operation, before: Schema): OnlineForm | null {
  // The one cast: the compiler cannot see that `kind` and `args` belong together.
  const form = forms[operation.kind] as ((args: unknown, before: Schema) => OnlineForm | null) | undefined;
  return form?.(operation.args, before) ?? null;
}

const forms: {
  readonly [K in OperationKind]?: (args: Operations[K], before: Schema) => OnlineForm | null;
} = {
  createIndex: ([table, index, options]) =>
    options?.concurrently === true
      ? null
      : alone([table], [make.createIndex(table, index, { concurrently: true })], {
          partitions: false,
          why: `building an index blocks writes to ${table}; CONCURRENTLY does not, but cannot run inside a transaction`,
        }),

  dropIndex: ([table, name, options]) =>
    options?.concurrently === true
      ? null
      : alone([table], [make.dropIndex(table, name, { concurrently: true })], {
          partitions: false,
          why: `dropping an index waits for every query on ${table} and blocks those that come after; CONCURRENTLY does not, but cannot run inside a transaction`,
        }),

  createForeignKey([table, key]) {
    const constraint = completeForeignKey(key);
    if (!constraint.validated) return null;
    const target = targetOf(constraint);
    const operations = [
      make.createForeignKey(table, { ...key, validated: false }),
      make.validateConstraint(table, refTo({ kind: "foreignKey", constraint })),
    ];
    return alone(table === target ? [table] : [table, target], operations, {
      partitions: false,
      why: `checking the rows while a foreign key is added blocks writes to ${[...new Set([table, target])].join(" and ")}; VALIDATE in a transaction of its own does not`,
    });
  },

  createCheckConstraint([table, check]) {
    const constraint = completeCheck(check);
    if (!constraint.validated) return null;
    const operations = [
      make.createCheckConstraint(table, { ...check, validated: false }),
      make.validateConstraint(table, refTo({ kind: "check", constraint })),
    ];
    return alone([table], operations, {
      partitions: true,
      why: `checking the rows while a constraint is added blocks all access to ${table}; VALIDATE in a transaction of its own does not`,
    });
  },

  createUniqueConstraint([table, unique, options]) {
    if (options?.usingIndex !== undefined) return null;
    const { columns } = unique;
    const name = unique.name ?? defaultName(nameOf(table).name, columns.join("_"), "key");
    const operations = [
      make.createIndex(table, indexOfKey(name, unique), { concurrently: true }),
      make.createUniqueConstraint(table, { ...unique, name }, { usingIndex: name }),
    ];
    return alone([table], operations, { partitions: false, why: builtFirst(table, "a unique constraint") });
  },

  createPrimaryKey([table, key, options], before) {
    if (options?.usingIndex !== undefined) return null;
    const { columns } = key;
    const found = findTable(before, table);
    const name = key.name ?? defaultName(nameOf(table).name, null, "pkey");
    const operations = [
      ...columns.flatMap((column) => (found === null ? [] : notNull(table, found, column))),
      make.createIndex(table, indexOfKey(name, key), { concurrently: true }),
      make.createPrimaryKey(table, { ...key, name }, { usingIndex: name }),
    ];
    return alone([table], operations, { partitions: false, why: builtFirst(table, "a primary key") });
  },

  alterColumn([table, name, change], before) {
    const { nullable, ...rest } = change;
    const found = findTable(before, table);
    const steps = nullable === false && found !== null ? notNull(table, found, name) : [];
    // Where the rows are written again all the same, the lock is held as long.
    const rewrites = [rest.type, rest.using, rest.identity, rest.generated, rest.collation];
    if (steps.length === 0 || rewrites.some((part) => part !== undefined)) return null;
    const operations = [
      ...(Object.keys(rest).length === 0 ? [] : [make.alterColumn(table, name, rest)]),
      ...steps,
    ];
    return alone([table], operations, {
      partitions: true,
      why: `SET NOT NULL reads all of ${table} while access to it is blocked, unless a validated check has shown that ${name} holds no NULL`,
    });
  },

  addEnumValue(args, before) {
    const [name] = args;
    const type = before.enums.find((each) => formatName(each) === formatName(nameOf(name)));
    if (type === undefined) return null;
    const tables = before.tables
      .filter(({ columns }) => columns.some((column) => isOfEnum(column.type, type)))
      .map(formatName);
    return {
      tables,
      operations: [make.addEnumValue(...args)],
      how: "first",
      partitions: true,
      why: `a new label can be used only after it is committed; to use it at once the type is created again, and the rows of ${tables.join(", ")} are rewritten`,
    };
  },
};

/** The drop of an index waits until the one that takes its name is built: it has another name until then. */
export function replacing(operation: Operation): readonly Operation[] {
  if (operation.kind === "dropIndex") {
    const [table, name] = operation.args;
    return [make.renameIndex(table, name, oldName(name))];
  }
  if (operation.kind !== "createIndex") return [];
  const [table, index] = operation.args;
  const concurrently = { concurrently: true };
  return [
    make.createIndex(table, index, concurrently),
    make.dropIndex(table, oldName(index.name ?? ""), concurrently),
  ];
}

function oldName(index: string): string {
  return defaultName(index, null, "mig_old");
}

/** Steps that are committed one by one. */
function alone(
  tables: readonly string[],
  operations: readonly Operation[],
  { partitions, why }: Pick<OnlineForm, "partitions" | "why">,
): OnlineForm {
  return { tables, operations, how: "alone", partitions, why };
}

/** The index that a key is made of; its role in the table belongs to the key. */
function indexOfKey(name: string, key: UniqueSpec | PrimaryKeySpec): IndexSpec {
  const { columns, include, with: parameters } = key;
  return {
    name,
    columns,
    unique: true,
    ...("nullsNotDistinct" in key && key.nullsNotDistinct === true ? { nullsNotDistinct: true } : {}),
    ...(include == null ? {} : { include }),
    ...(parameters == null ? {} : { with: parameters }),
  };
}

/** A column that must have values from now on: shown by a check, so that nothing need be looked through under the lock. */
function notNull(name: string, table: Table, column: string): readonly Operation[] {
  if (findColumn(table, column)?.nullable !== true) return [];
  const check = freeName(table, column);
  return [
    make.createCheckConstraint(name, {
      name: check,
      expression: `${written(column)} IS NOT NULL`,
      validated: false,
    }),
    make.validateConstraint(name, check),
    make.alterColumn(name, column, { nullable: false }),
    make.dropConstraint(name, check),
  ];
}

/** A name for the check that no constraint of the table has. */
function freeName(table: Table, column: string): string {
  const taken = new Set(constraintsOf(table).map(({ constraint }) => constraint.name));
  for (let count = 1; ; count += 1) {
    const name = defaultName(table.name, column, `not_null_check${count === 1 ? "" : count}`);
    if (!taken.has(name)) return name;
  }
}

function builtFirst(table: string, what: string): string {
  return `${what} builds its index while access to ${table} is blocked, unless it takes one that was built CONCURRENTLY, which cannot run inside a transaction`;
}
