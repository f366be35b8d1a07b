import { make } from "../../operations/make.ts";
import type { Operation } from "../../operations/operations.ts";
import { formatName } from "../../schema/names.ts";
import type { Schema } from "../../schema/schema.ts";
import { effectsOf, transactionControl } from "../../sql/effects.ts";
import type { Lexical } from "../../sql/lexical.ts";
import { createReader, NotUnderstood, type Reader } from "../../sql/reader.ts";
import { isWord, nameOf as textOf } from "../../sql/tokens.ts";
import type { Act, Deed } from "../act.ts";
import { alteredTable } from "./alter-table.ts";
import { createdIndex } from "./create-index.ts";
import { createdTable, does, type Reading } from "./create-table.ts";
import { ruled } from "./others.ts";

/** What one statement does, as calls where there are calls for it; `schema` is the structure before it. */
export function actsOf(sql: string, lexical: Lexical, schema: Schema): readonly Act[] {
  const reading = understood(() => read(sql, lexical, schema));
  const { operations, deeds = [], guarded = false, inline = [], only = false } = reading;
  const said = { sql, guarded, inline: false, only, inBatches: false };
  const act = (operation: Operation, isInline: boolean): Act => ({
    kind: "operation",
    operation,
    said: { ...said, inline: isInline },
  });
  return [
    ...operations.map((operation) => act(operation, false)),
    ...inline.map((operation) => act(operation, true)),
    ...deeds.map((deed): Act => ({ kind: "statement", deed, said })),
  ];
}

/** What the engine will refuse as well is nothing that rules know. */
function understood(work: () => Reading): Reading {
  try {
    return work();
  } catch (error) {
    if (error instanceof NotUnderstood) return does({ kind: "other" });
    throw error;
  }
}

function read(sql: string, lexical: Lexical, schema: Schema): Reading {
  const control = transactionControl(sql, lexical);
  if (control !== null) return does({ kind: "transaction", words: control });
  const reader = createReader(sql, lexical);
  const verb = reader.oneOf("CREATE", "DROP", "ALTER", "UPDATE", "DELETE", "INSERT", "TRUNCATE", "WITH");
  switch (verb) {
    case "CREATE":
      return created(reader);
    case "DROP":
      return dropped(reader, schema);
    case "ALTER":
      return altered(reader);
    case "UPDATE":
    case "DELETE":
    case "WITH":
      return written(sql, verb, reader);
    case "INSERT": {
      reader.textUntil((token) => isWord(token, "INTO"));
      reader.words("INTO");
      const table = reader.relation()?.key;
      return table === undefined ? does() : does({ kind: "insert", table });
    }
    case "TRUNCATE": {
      reader.words("TABLE");
      return does({ kind: "truncate", tables: reader.relations() });
    }
    default:
      return ruled(reader, sql);
  }
}

function created(reader: Reader): Reading {
  if (reader.words("OR", "REPLACE")) return does({ kind: "other" });
  const unique = reader.words("UNIQUE");
  if (reader.words("INDEX")) return createdIndex(reader, unique);
  const temporary = reader.oneOf("TEMP", "TEMPORARY", "UNLOGGED", "LOCAL", "GLOBAL");
  if (reader.words("TABLE")) return createdTable(reader, temporary !== null && temporary !== "UNLOGGED");
  if (reader.words("TYPE")) {
    const name = reader.needRelation().key;
    const values = reader.words("AS", "ENUM") ? reader.brackets() : null;
    if (values === null) return does({ kind: "other" });
    const labels = values.parts().flatMap((part) => {
      const token = part.peek();
      return token === undefined ? [] : [textOf(token)];
    });
    return { operations: [make.createEnum({ name, values: labels })] };
  }
  if (reader.words("VIEW") || reader.words("MATERIALIZED", "VIEW")) {
    reader.words("IF", "NOT", "EXISTS");
    const name = reader.needRelation().key;
    reader.textUntil((token) => isWord(token, "AS"));
    reader.words("AS");
    return { operations: [make.createView({ name, query: reader.rest })] };
  }
  const alone = reader.oneOf("DATABASE", "TABLESPACE", "SUBSCRIPTION");
  if (alone !== null) return does({ kind: "alone", words: `CREATE ${alone}` });
  const role = reader.oneOf("ROLE", "USER", "GROUP");
  return role === null ? does({ kind: "other" }) : does({ kind: "role", words: `CREATE ${role}` });
}

function dropped(reader: Reader, schema: Schema): Reading {
  if (reader.words("INDEX")) {
    const concurrently = reader.words("CONCURRENTLY");
    const guarded = reader.words("IF", "EXISTS");
    return { ...droppedIndexes(reader.relations(), concurrently, schema), guarded };
  }
  const materialized = reader.words("MATERIALIZED");
  const what = reader.oneOf("TABLE", "VIEW", "TYPE", "DOMAIN", "SEQUENCE", "EXTENSION", "SCHEMA", "POLICY");
  const alone = what === null ? reader.oneOf("DATABASE", "TABLESPACE", "SUBSCRIPTION") : null;
  if (alone !== null) return does({ kind: "alone", words: `DROP ${alone}` });
  const role = what === null ? reader.oneOf("ROLE", "USER", "GROUP", "OWNED") : null;
  if (role !== null) return does({ kind: "role", words: `DROP ${role}` });
  const guarded = reader.words("IF", "EXISTS");
  if (what === "EXTENSION") return does({ kind: "extension", words: "DROP EXTENSION" });
  if (what === "POLICY") {
    const policy = reader.needName();
    const table = reader.words("ON") ? reader.relation()?.key : undefined;
    return table === undefined ? does() : { operations: [make.dropPolicy(table, policy)], guarded };
  }
  const found = reader.relations();
  const by: Readonly<Record<string, (name: string) => Operation>> = {
    TABLE: make.dropTable,
    VIEW: make.dropView,
    TYPE: make.dropEnum,
    SEQUENCE: make.dropSequence,
  };
  const call = materialized ? make.dropView : by[what ?? ""];
  // What goes along with a schema is reported with the losses.
  return call === undefined
    ? does({ kind: "other" })
    : { operations: found.map((name) => call(name)), guarded };
}

function droppedIndexes(indexes: readonly string[], concurrently: boolean, schema: Schema): Reading {
  const operations: Operation[] = [];
  const deeds: Deed[] = concurrently ? [{ kind: "alone", words: "DROP INDEX CONCURRENTLY" }] : [];
  for (const index of indexes) {
    const table = schema.tables.find((each) =>
      each.indexes.some(({ name }) => name !== null && formatName({ schema: each.schema, name }) === index),
    );
    const name = table?.indexes.find(
      (each) => formatName({ schema: table.schema, name: each.name ?? "" }) === index,
    );
    if (table === undefined || name?.name == null) deeds.push({ kind: "dropIndex", index, concurrently });
    else
      operations.push(
        make.dropIndex(formatName(table), name.name, ...(concurrently ? [{ concurrently }] : [])),
      );
  }
  return { operations, deeds };
}

function altered(reader: Reader): Reading {
  if (reader.words("TABLE")) return alteredTable(reader);
  if (reader.words("TYPE")) return alteredType(reader);
  if (reader.words("VIEW") || reader.words("MATERIALIZED", "VIEW")) {
    reader.words("IF", "EXISTS");
    const name = reader.needRelation().key;
    if (reader.words("RENAME", "TO")) return { operations: [make.renameView(name, reader.needName())] };
    if (reader.words("SET", "SCHEMA")) return { operations: [make.moveView(name, reader.needName())] };
    return does({ kind: "other" });
  }
  if (reader.words("DOMAIN")) {
    const domain = reader.needRelation().key;
    const adds = reader.words("ADD") || reader.words("SET", "NOT", "NULL");
    return adds && !reader.has("VALID") ? does({ kind: "domain", domain }) : does({ kind: "other" });
  }
  if (reader.words("SCHEMA")) {
    const from = reader.needName();
    return reader.words("RENAME", "TO")
      ? does({ kind: "renameSchema", from, to: reader.needName() })
      : does({ kind: "other" });
  }
  if (reader.words("SEQUENCE")) {
    const name = reader.needRelation().key;
    return reader.words("RENAME", "TO")
      ? { operations: [make.renameSequence(name, reader.needName())] }
      : does({ kind: "other" });
  }
  if (reader.words("SYSTEM")) return does({ kind: "alone", words: "ALTER SYSTEM" });
  if (reader.words("EXTENSION"))
    return reader.has("UPDATE") ? does({ kind: "extension", words: "ALTER EXTENSION … UPDATE" }) : does();
  const role = reader.oneOf("ROLE", "USER", "GROUP");
  return role === null ? does({ kind: "other" }) : does({ kind: "role", words: `ALTER ${role}` });
}

function alteredType(reader: Reader): Reading {
  const name = reader.needRelation().key;
  if (reader.words("RENAME", "TO")) return { operations: [make.renameEnum(name, reader.needName())] };
  const label = (): string => {
    const token = reader.peek();
    reader.skip();
    return token === undefined ? "" : textOf(token);
  };
  if (reader.words("RENAME", "VALUE")) {
    const from = label();
    reader.words("TO");
    return { operations: [make.renameEnumValue(name, from, label())] };
  }
  if (!reader.words("ADD", "VALUE")) return does({ kind: "other" });
  const guarded = reader.words("IF", "NOT", "EXISTS");
  const value = label();
  const side = reader.oneOf("BEFORE", "AFTER");
  const place = side === null ? [] : [side === "BEFORE" ? { before: label() } : { after: label() }];
  return { operations: [make.addEnumValue(name, value, ...place)], guarded };
}

/** Rows that are changed or deleted, all of them or some. */
function written(sql: string, verb: string, reader: Reader): Reading {
  if (verb === "WITH") {
    const emptied = effectsOf(sql, reader.lexical).flatMap((effect) =>
      effect.kind === "empty" ? [effect.table] : [],
    );
    return does(...emptied.map((table): Deed => ({ kind: "update", table, everyRow: true, verb: "DELETE" })));
  }
  reader.oneOf("FROM");
  if (reader.words("OR")) reader.skip();
  const table = reader.relation()?.key;
  if (table === undefined) return does({ kind: "other" });
  reader.textUntil((token) => isWord(token, "WHERE"));
  const everyRow =
    verb === "UPDATE" ? reader.done : effectsOf(sql, reader.lexical).some(({ kind }) => kind === "empty");
  return does({ kind: "update", table, everyRow, verb });
}
