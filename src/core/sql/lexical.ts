/** How a database reads SQL text, as data: a dialect is a value of this type. */
export interface Lexical {
  /** Whose it is; null: it is read without knowing that. */
  readonly dialect: "postgresql" | "sqlite" | null;
  /** Comments stand within comments. */
  readonly nestedComments: boolean;
  /** The characters that end a `--` comment. */
  readonly lineEnds: string;
  /** The characters that are white space. */
  readonly spaces: string;
  /** `$tag$ … $tag$` is a string. */
  readonly dollarQuotes: boolean;
  /** `E'…\'…'` is a string with escapes. */
  readonly escapeStrings: boolean;
  /** The letters that make bits or bytes of the string that follows them: `x'00'`. */
  readonly bitPrefixes: string;
  /** The other prefixes of strings, and of quoted names, as a regular expression. */
  readonly stringPrefixes: string | null;
  readonly namePrefixes: string | null;
  /** `[name]` is a name: always, never, or where no subscript can stand. */
  readonly bracketNames: "always" | "never" | "no subscript";
  readonly backticks: boolean;
  /** A parameter, as a regular expression. */
  readonly parameters: string;
  /** A number, as a regular expression. */
  readonly numbers: string;
  /** Operators of several characters, longer ones before shorter ones. */
  readonly operators: readonly string[];
  /** Which statements have semicolons of their own: routines with `BEGIN ATOMIC … END`, or triggers with `BEGIN … END`. */
  readonly blocks: "atomic" | "trigger";
  /** Semicolons within round brackets end no statement. */
  readonly semicolonsInBrackets: boolean;
}

/**
 * SQL that is read without knowing whose it is: what both databases keep of expressions and queries. Where
 * they differ it is the reading that is an error for the other one.
 */
export const commonSql: Lexical = {
  dialect: null,
  nestedComments: false,
  lineEnds: "\n",
  spaces: " \\t\\n\\r\\f\\v\\uFEFF",
  dollarQuotes: true,
  escapeStrings: true,
  bitPrefixes: "bBxX",
  stringPrefixes: "[nN]|[uU]&",
  namePrefixes: "[uU]&",
  bracketNames: "no subscript",
  backticks: true,
  parameters: "\\$\\d+|\\?\\d*",
  numbers: "0[xXoObB][0-9a-fA-F_]+|(?:\\d[\\d_]*(?:\\.[\\d_]*)?|\\.\\d[\\d_]*)(?:[eE][+-]?\\d[\\d_]*)?",
  operators: ["->>", "->", "::", ":=", "=>", "||", "<<", ">>", "<=", ">=", "<>", "!=", "=="],
  blocks: "trigger",
  semicolonsInBrackets: false,
};
