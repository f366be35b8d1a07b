import { undecided, type DiffRules } from "../../../src/core/diff/rules.ts";

/** Rules of an engine to which only equal texts are equal, and which alters everything in place. */
export const identityRules: DiffRules = {
  sameType: (live, wanted) => live === wanted,
  typeChanged: undecided,
  defaultChanged: undecided,
  sameDefault: (live, wanted) => live.default === wanted.default,
  sameExpression: (live, wanted) => live === wanted,
  isForeign: () => false,
  castExpression: () => null,
  placeholder: (type) => (type === "text" ? "''" : null),
  distinctValue: (type) => (type === "uuid" ? "gen_random_uuid()" : null),
  numbering: null,
  keyFillsItself: () => false,
  uniqueIndexIsConstraint: false,
  primaryKeyImpliesNotNull: false,
  maxNameBytes: null,
  leaves: new Set(),
  lengthMeansNothing: () => false,
  addsForeignKeys: true,
};

/** The same of an engine that rebuilds tables. */
export const rebuildingRules: DiffRules = {
  ...identityRules,
  uniqueIndexIsConstraint: true,
  addsForeignKeys: false,
};
