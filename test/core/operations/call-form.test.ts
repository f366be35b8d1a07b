import { describe, expect, it } from "vitest";
import { requireForm } from "../../../src/core/operations/call-form.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import type { Op } from "../../../src/revisions/op.ts";

const id = { name: "id", type: "integer" };
const table = (more: object): readonly unknown[] => [{ name: "t", columns: [id], ...more }];

/** What is called, with what, and what is said of it. */
const refused: readonly (readonly [kind: string, args: readonly unknown[], says: string])[] = [
  [
    "createTable",
    table({ primaryKey: { columns: ["idd"] } }),
    'primaryKey names "idd", and t has no such column (id)',
  ],
  [
    "createTable",
    table({ uniques: [{ columns: ["n"] }] }),
    'uniques names "n", and t has no such column (id)',
  ],
  [
    "createTable",
    table({ foreignKeys: [{ columns: ["n"], references: { table: "u", columns: ["id"] } }] }),
    'foreignKeys names "n"',
  ],
  ["createTable", table({ columns: [id, id] }), 't is given the column "id" twice'],
  ["createTable", table({ columns: [{ type: "integer" }] }), "columns[0].name is missing"],
  ["createTable", table({ columns: [{ name: "id" }] }), "columns[0].type is missing"],
  [
    "createTable",
    table({ columns: [{ ...id, nulable: false }] }),
    "columns[0].nulable is nothing that it knows",
  ],
  [
    "createTable",
    table({ columns: [{ ...id, nullable: "no" }] }),
    'columns[0].nullable is "no", not true or false',
  ],
  ["createTable", table({ columns: [{ ...id, default: 0 }] }), "columns[0].default is 0, not text in quotes"],
  ["createTable", table({ indexes: [] }), "indexes is nothing that it knows"],
  ["createTable", [{ columns: [id] }], "name is missing"],
  ["createTable", ["t"], 'the first argument is "t", not an object'],
  ["dropTable", [], "the first argument is missing"],
  ["dropTable", [""], 'the first argument is "", not a name'],
  ["dropTable", ["t", "u"], "it takes one argument"],
  ["addColumn", ["t", { type: "integer" }], "the second argument.name is missing"],
  [
    "addColumn",
    ["t", { name: "n", type: "text", unique: true }],
    "the second argument.unique is nothing that it knows",
  ],
  ["createIndex", ["t", { columns: "n" }], 'the second argument.columns is "n", not a list'],
  ["createIndex", ["t", { columns: [1] }], "the second argument.columns[0] is 1, not a name"],
  [
    "createIndex",
    ["t", { columns: [{ colum: "n" }] }],
    "the second argument.columns[0].colum is nothing that it knows",
  ],
  [
    "createForeignKey",
    ["t", { columns: ["n"], references: { table: "u", columns: ["id"] }, onDelete: "CASCADE" }],
    'onDelete is "CASCADE", not one of "cascade"',
  ],
  ["renameColumn", ["t", "a"], "the third argument is missing"],
  ["execute", [["SELECT 1"]], 'the first argument is ["SELECT 1"], not text in quotes'],
];

describe("a call of op", () => {
  it.each(refused)("is refused before anything is sent: %s %j", (kind, args, says) => {
    const call = { kind, args } as unknown as Operation;
    const error = failureOf(() => requireForm(call));
    expect(error).toMatchObject({ code: "bad-call", details: { operation: kind } });
    expect(String(error)).toContain(says);
  });

  it.each<Operation>([
    {
      kind: "createTable",
      args: [{ name: "t", columns: [{ name: "id", type: "integer", primaryKey: true }] }],
    },
    { kind: "createTable", args: [{ name: "t", columns: [], primaryKey: null, comment: null }] },
    { kind: "createIndex", args: ["t", { columns: ["a", { expression: "lower(b)" }] }] },
    { kind: "dropConstraint", args: ["t", { unique: ["a"] }] },
    { kind: "moveTable", args: ["t", null] },
    { kind: "execute", args: ["", ""] },
  ])("passes when it says what the operation takes: $kind $args", (call) => {
    expect(() => requireForm(call)).not.toThrow();
  });
});

function failureOf(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
}

/** Never called: what the compiler says of a revision while it is written. */
export async function whileWriting(op: Op, names: readonly string[]): Promise<void> {
  const columns = [{ name: "id", type: "integer" }] as const;
  // @ts-expect-error -- no column of that name
  await op.createTable({ name: "t", columns, primaryKey: { columns: ["idd"] } });
  // @ts-expect-error -- no column of that name
  await op.createTable({ name: "t", columns, uniques: [{ columns: ["n"] }] });
  // @ts-expect-error -- no name
  await op.createTable({ name: "t", columns: [{ type: "integer" }] });
  // @ts-expect-error -- nothing that a column knows
  await op.addColumn("t", { name: "n", type: "text", nulable: false });
  const all = names.map((name) => ({ name, type: "text" }));
  await op.createTable({ name: "t", columns: all, primaryKey: { columns: [...names] } });
}
