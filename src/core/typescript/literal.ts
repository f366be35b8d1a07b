/** A value that is written in the source as it is: no call, no name, no substitution. */
export type Literal =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Literal[]
  | { readonly [key: string]: Literal };

/** What a module exports, as far as it can be known without running it. */
export interface ExportedLiterals {
  /** Values of `export const` declarations, by name; a value that is no literal is absent. */
  readonly values: ReadonlyMap<string, Literal>;
  /** Line, counted from 1, of each exported name that was met, literal or not. */
  readonly lines: ReadonlyMap<string, number>;
}
