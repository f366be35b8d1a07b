import type { Lexical } from "../../core/sql/lexical.ts";

/** How PostgreSQL reads SQL. */
export const lexical: Lexical = {
  dialect: "postgresql",
  nestedComments: true,
  lineEnds: "\n\r",
  spaces: " \\t\\n\\r\\f\\v",
  dollarQuotes: true,
  escapeStrings: true,
  bitPrefixes: "bBxX",
  stringPrefixes: "[nN]|[uU]&",
  namePrefixes: "[uU]&",
  bracketNames: "never",
  backticks: false,
  parameters: "\\$\\d+",
  numbers: "0[xXoObB][\\da-fA-F_]+|(?:\\d[\\d_]*\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?",
  operators: ["->>", "->", "::", ":=", "=>", "||", "<<", ">>", "<=", ">=", "<>", "!="],
  blocks: "atomic",
  semicolonsInBrackets: true,
};
