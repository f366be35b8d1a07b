import type { Fault } from "./fault.ts";

/** What counts as a loss, and who is asked. */
export const losses: readonly Fault[] = [
  {
    says: "a label that goes is lost by no column",
    file: "src/core/operations/enum.ts",
    find: "if (gone.length === 0) return [];",
    replace: "if (gone.length >= 0) return [];",
    tests: ["test/core/operations"],
  },
  {
    says: "a dropped column loses nothing",
    file: "src/core/operations/column.ts",
    find: "wholeColumn(`drops column ${table}.${name}`, table, name)",
    replace: "",
    tests: ["test/core/operations"],
  },
  {
    says: "rows that go along by a foreign key are not followed further",
    file: "src/core/operations/sql-losses.ts",
    find: "gone.add(child);",
    replace: "",
    tests: ["test/core/operations"],
  },
  {
    says: "values that a foreign key sets to null are not told",
    file: "src/core/operations/sql-losses.ts",
    find: 'onDelete === "set null" ||',
    replace: 'onDelete === "no action" ||',
    tests: ["test/core/operations"],
  },
  {
    says: "a no is taken for a yes",
    file: "src/run/confirm.ts",
    find: "if (!(await environment.confirm(question))) throw declined();",
    replace: "await environment.confirm(question);",
    tests: ["test/commands/breaking.test.ts"],
  },
  {
    says: "as many rows as may be lost ask",
    file: "src/run/confirm.ts",
    find: "rows <= environment.settings.confirmAbove",
    replace: "rows < environment.settings.confirmAbove",
    tests: ["test/commands/breaking.test.ts"],
  },
  {
    says: "a dropped table loses nothing",
    file: "src/core/operations/table.ts",
    find: "losses: ([name]) => [wholeTable(`drops table ${name}`, name)],",
    replace: "losses: none,",
    tests: ["test/core/operations"],
  },
  {
    says: "DROP TABLE in SQL loses nothing",
    file: "src/core/operations/sql-losses.ts",
    find: "dropTable: ({ table }) => [wholeTable(`drops table ${table}`, table)],",
    replace: "dropTable: none,",
    tests: ["test/core/operations"],
  },
  {
    says: "DELETE in SQL loses nothing",
    file: "src/core/operations/sql-losses.ts",
    find: 'empty: ({ table }) => [wholeTable(`empties table ${table}`, table, "empty-table")],',
    replace: "empty: none,",
    tests: ["test/core/operations"],
  },
  {
    says: "DROP SCHEMA in SQL loses nothing",
    file: "src/core/operations/sql-losses.ts",
    find: '.filter(({ schema }) => formatName({ schema: null, name: schema ?? "public" }) === effect.schema)',
    replace: '.filter(() => effect.schema === "")',
    tests: ["test/core/operations"],
  },
  {
    says: "what a statement loses is not looked at when it runs",
    file: "src/run/loss-guard.ts",
    find: "known.follow(piece);\n        }\n        if (reasons.length > 0) refuse([...new Set(reasons)]);",
    replace: "known.follow(piece);\n        }",
    tests: ["test/commands/breaking.test.ts"],
  },
  {
    says: "a placeholder that rows would get is sent",
    file: "src/run/loss-guard.ts",
    find: "if (left.length > 0) await refusePlaceholders(left, held);",
    replace: "",
    tests: ["test/commands/breaking.test.ts"],
  },
];
