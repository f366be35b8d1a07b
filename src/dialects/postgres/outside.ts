import { isWord, tokensOf } from "../../core/sql/tokens.ts";
import { lexical } from "./lexical.ts";

/** `CREATE INDEX CONCURRENTLY`, taken apart; names are the text of the statement. */
export interface IndexBuild {
  readonly kind: "createIndex";
  /** Null where the server finds a name. */
  readonly index: string | null;
  readonly table: string;
  readonly isUnique: boolean;
  /** `IF NOT EXISTS`. */
  readonly isOptional: boolean;
  /** What comes after the table. */
  readonly rest: string;
}

/** What a statement is: most are run only outside a transaction. */
export type Outside =
  | IndexBuild
  /** In a transaction; nothing is done where there is one of the name, valid or not. */
  | { readonly kind: "createIndexIfMissing"; readonly index: string; readonly table: string }
  | { readonly kind: "dropIndex"; readonly index: string }
  | { readonly kind: "reindex" }
  | { readonly kind: "detach"; readonly table: string; readonly partition: string }
  | {
      readonly kind: "object";
      readonly creates: boolean;
      readonly catalogue: "pg_database" | "pg_tablespace" | "pg_subscription";
      readonly name: string;
    }
  /** To do it twice comes to the same as once. */
  | { readonly kind: "repeatable" }
  | { readonly kind: "other" };

/** Read what a statement is. */
export function readOutside(sql: string): Outside {
  const reader = createReader(sql);
  if (reader.take("create")) {
    const isUnique = reader.take("unique");
    if (reader.take("index"))
      return reader.take("concurrently") ? build(reader, isUnique) : ifMissing(build(reader, isUnique));
    return object(reader, true);
  }
  if (reader.take("drop")) {
    if (!reader.take("index")) return object(reader, false);
    if (!reader.take("concurrently")) return other;
    reader.take("if", "exists");
    return { kind: "dropIndex", index: reader.name() };
  }
  if (reader.take("alter", "table")) {
    reader.take("if", "exists");
    const table = reader.name();
    if (!reader.take("detach", "partition")) return other;
    const partition = reader.name();
    return reader.take("concurrently") ? { kind: "detach", table, partition } : other;
  }
  if (reader.take("reindex")) return { kind: "reindex" };
  const again = ["vacuum", "analyze", "analyse", "cluster", "checkpoint", "discard", "refresh"];
  return again.some((word) => reader.take(word)) || reader.take("alter", "system")
    ? { kind: "repeatable" }
    : other;
}

const other: Outside = { kind: "other" };

function build(reader: Reader, isUnique: boolean): Outside {
  const isOptional = reader.take("if", "not", "exists");
  const index = reader.take("on") ? null : reader.name();
  if (index !== null && !reader.take("on")) return other;
  reader.take("only");
  const table = reader.name();
  return { kind: "createIndex", index, table, isUnique, isOptional, rest: reader.rest() };
}

function ifMissing(read: Outside): Outside {
  return read.kind === "createIndex" && read.isOptional && read.index !== null
    ? { kind: "createIndexIfMissing", index: read.index, table: read.table }
    : other;
}

const catalogues = {
  database: "pg_database",
  tablespace: "pg_tablespace",
  subscription: "pg_subscription",
} as const;

function object(reader: Reader, creates: boolean): Outside {
  for (const [word, catalogue] of Object.entries(catalogues)) {
    if (!reader.take(word)) continue;
    reader.take("if", "exists");
    return { kind: "object", creates, catalogue, name: reader.name() };
  }
  return other;
}

interface Reader {
  /** Go past these words when they come next. */
  take(...words: readonly string[]): boolean;
  /** Go past a name, qualified or not; its text. */
  name(): string;
  rest(): string;
}

function createReader(sql: string): Reader {
  const list = tokensOf(sql, lexical);
  let at = 0;
  const text = (place: number): string => list[place]?.text ?? "";
  return {
    take(...words) {
      const fits = words.every((word, index) => isWord(list[at + index], word.toUpperCase()));
      if (fits) at += words.length;
      return fits;
    },
    name() {
      let name = text(at++);
      while (text(at) === ".") {
        name += `.${text(at + 1)}`;
        at += 2;
      }
      return name;
    },
    rest: () => sql.slice(list[at]?.start ?? sql.length),
  };
}
