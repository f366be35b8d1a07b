import { q, s, type Kind } from "./hostile-names.ts";

/** Every kind of thing whose name the structure of a database on SQLite knows. */
export const sqliteKinds: Readonly<Record<string, Kind>> = {
  tables: {
    make: (name) => [
      `CREATE TABLE ${q(name)} (id integer PRIMARY KEY, parent integer REFERENCES ${q(name)} (id), other text UNIQUE CHECK (other <> ''))`,
      `CREATE INDEX ${q(`${name} parent`)} ON ${q(name)} (parent)`,
    ],
  },
  columns: {
    make: (name, number) => [
      `CREATE TABLE columns_${number} (${q(name)} integer PRIMARY KEY, other integer REFERENCES columns_${number} (${q(name)}), double integer GENERATED ALWAYS AS (${q(name)} * 2) STORED, CHECK (${q(name)} > 0), UNIQUE (${q(name)}, other))`,
      `CREATE INDEX columns_index_${number} ON columns_${number} (${q(name)} DESC, (${q(name)} + 1)) WHERE ${q(name)} > 1`,
      `CREATE VIEW columns_view_${number} AS SELECT ${q(name)} FROM columns_${number}`,
    ],
  },
  types: {
    make: (name, number) => [`CREATE TABLE types_${number} (one ${q(name)}, two ${s(name)}(3))`],
  },
  constraints: {
    make: (name, number) => [
      `CREATE TABLE constraints_${number} (id integer, up integer, CONSTRAINT ${q(name)} PRIMARY KEY (id), CONSTRAINT ${q(`${name}u`)} UNIQUE (up), CONSTRAINT ${q(`${name}c`)} CHECK (up <> ${s(name)}), CONSTRAINT ${q(`${name}f`)} FOREIGN KEY (up) REFERENCES constraints_${number} (id))`,
    ],
  },
  indexes: {
    make: (name, number) => [
      `CREATE TABLE indexes_${number} (word text)`,
      `CREATE INDEX ${q(`${name} index`)} ON indexes_${number} ((lower(word || ${s(name)})))`,
    ],
  },
  defaults: {
    make: (name, number) => [
      `CREATE TABLE defaults_${number} (id text DEFAULT ${s(name)}, made text GENERATED ALWAYS AS (id || ${s(name)}) STORED)`,
    ],
  },
  views: {
    first: ["CREATE TABLE base (id integer, word text)"],
    make: (name) => [
      `CREATE VIEW ${q(`${name} view`)} (${q(name)}) AS SELECT id FROM base WHERE word <> ${s(name)}`,
    ],
  },
  triggers: {
    make: (name, number) => [
      `CREATE TABLE triggers_${number} (id integer)`,
      `CREATE TRIGGER ${q(`${name} trigger`)} AFTER INSERT ON triggers_${number} BEGIN SELECT ${s(name)}; END`,
    ],
  },
};
