import type { Lexical } from "../../core/sql/lexical.ts";

/** How SQLite reads SQL. */
export const lexical: Lexical = {
  dialect: "sqlite",
  nestedComments: false,
  lineEnds: "\n",
  spaces: " \\t\\n\\r\\f\\uFEFF",
  dollarQuotes: false,
  escapeStrings: false,
  bitPrefixes: "xX",
  stringPrefixes: null,
  namePrefixes: null,
  bracketNames: "always",
  backticks: true,
  parameters: "\\?\\d*|[:@#$][\\w$\\u0080-\\u{10FFFF}]+",
  numbers: "0[xX][0-9a-fA-F_]+|(?:\\d[\\d_]*(?:\\.[\\d_]*)?|\\.\\d[\\d_]*)(?:[eE][+-]?\\d[\\d_]*)?",
  operators: ["->>", "->", "||", "<<", ">>", "<=", ">=", "<>", "!=", "=="],
  blocks: "trigger",
  semicolonsInBrackets: false,
};
