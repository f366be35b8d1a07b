import type { Fault } from "./fault.ts";

/** Operations and differences. */
export const schema: readonly Fault[] = [
  {
    says: "a dropped column keeps the keys of its table to itself",
    file: "src/core/operations/column-changes.ts",
    find: "rest(key) && !(targetOf(key) === formatName(table) && !rest(key.references)),",
    replace: "rest(key),",
    tests: ["test/core/operations"],
  },
  {
    says: "an index that was dropped concurrently comes back with a lock",
    file: "src/core/operations/index.ts",
    find: "sparseIndex(indexOf(tableOf(before, name), index)), ...given(options)),",
    replace: "sparseIndex(indexOf(tableOf(before, name), index))),",
    tests: ["test/core/operations"],
  },
  {
    says: "an enumerated type keeps the default of a label that is mapped",
    file: "src/core/operations/enum-changes.ts",
    find: "? { ...column, default: renameLabel(column.default, rename) }",
    replace: "? column",
    tests: ["test/core/operations"],
  },
  {
    says: "a column that may be NULL now is no difference",
    file: "src/core/diff/column.ts",
    find: "from.nullable === to.nullable ||",
    replace: "from.nullable || from.nullable === to.nullable ||",
    tests: ["test/core/diff"],
  },
  {
    says: "a comment of a column is no difference",
    file: "src/core/diff/column.ts",
    find: "from.comment === to.comment ?",
    replace: "from.comment === to.comment || to.comment !== null ?",
    tests: ["test/core/diff"],
  },
  {
    says: "a new label comes after the one that follows it",
    file: "src/core/diff/enum.ts",
    find: "{ before: later } : { after: previous }",
    replace: "{ before: later } : { after: later }",
    tests: ["test/core/diff"],
  },
  {
    says: "what is used is dropped before its users",
    file: "src/core/diff/order.ts",
    find: 'precede("releases", "destroys");',
    replace: 'precede("destroys", "releases");',
    tests: ["test/core/diff"],
  },
  {
    says: "what is needed is made after its users",
    file: "src/core/diff/order.ts",
    find: 'precede("provides", "needs");',
    replace: "",
    tests: ["test/core/diff"],
  },
  {
    says: "a column that must have values is added without any",
    file: "src/core/diff/column.ts",
    find: "if (column.nullable || !hasRows || filled) {",
    replace: "if (column.nullable || hasRows || filled) {",
    tests: ["test/core/diff"],
  },
  {
    says: "a renamed table is renamed again on the way down",
    file: "src/core/operations/relocation.ts",
    find: "call(rename, renamedName(from, to), nameOf(from).name)",
    replace: "call(rename, from, to)",
    tests: ["test/core/operations"],
  },
  {
    says: "foreign keys keep pointing to the old name of a table",
    file: "src/core/operations/table.ts",
    find: "const pointing = repoint(table, formatName(old), to);",
    replace: "const pointing = table;",
    tests: ["test/core/operations"],
  },
  {
    says: "a table comes back without its indexes",
    file: "src/core/operations/table.ts",
    find: "...table.indexes.map((index) => createIndex(name, index)),",
    replace: "",
    tests: ["test/core/operations"],
  },
];
