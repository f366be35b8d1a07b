import { make } from "../../operations/make.ts";
import type { Operation } from "../../operations/operations.ts";
import { plainNames, type Reader } from "../../sql/reader.ts";
import { isWord } from "../../sql/tokens.ts";
import { columnDefinition, referenceOf } from "./column-definition.ts";
import { does, type Reading } from "./create-table.ts";

/** Read what follows `ALTER TABLE`. */
export function alteredTable(reader: Reader): Reading {
  const guarded = reader.words("IF", "EXISTS");
  const table = reader.relation();
  if (table === null) return { operations: [] };
  const name = table.key;
  if (reader.words("RENAME")) return { operations: renamed(name, reader), guarded };
  if (reader.words("SET", "SCHEMA")) {
    const to = table.inSchema(reader.needName());
    // To those who say the old name it is a rename.
    return { operations: [make.renameTable(name, to)], guarded };
  }
  const readings = reader.parts().map((action) => actionOf(name, action));
  return {
    operations: readings.flatMap((each) => each.operations),
    deeds: readings.flatMap((each) => each.deeds ?? []),
    inline: readings.flatMap((each) => each.inline ?? []),
    guarded: guarded || (readings.length > 0 && readings.every((each) => each.guarded === true)),
  };
}

const only = (...operations: readonly Operation[]): Reading => ({ operations });

function renamed(table: string, reader: Reader): readonly Operation[] {
  if (reader.words("TO")) return [make.renameTable(table, reader.needName())];
  const isConstraint = reader.words("CONSTRAINT");
  if (!isConstraint) reader.words("COLUMN");
  const from = reader.needName();
  reader.words("TO");
  const to = reader.needName();
  return [isConstraint ? make.renameConstraint(table, from, to) : make.renameColumn(table, from, to)];
}

function actionOf(table: string, action: Reader): Reading {
  if (action.words("ADD")) return added(table, action);
  if (action.words("DROP")) return dropped(table, action);
  if (action.words("ALTER", "CONSTRAINT")) return only();
  if (action.words("ALTER")) return altered(table, action);
  if (action.words("VALIDATE", "CONSTRAINT")) return only(make.validateConstraint(table, action.needName()));
  if (action.words("ATTACH", "PARTITION"))
    return does({ kind: "attach", table, partition: action.needRelation().key });
  if (action.words("DETACH", "PARTITION")) {
    const partition = action.needRelation().key;
    return does({ kind: "detach", table, partition, concurrently: action.has("CONCURRENTLY") });
  }
  const switched = action.oneOf("ENABLE", "DISABLE", "FORCE", "NO");
  if (switched !== null) return security(table, switched, action);
  if (action.words("REPLICA", "IDENTITY")) return does({ kind: "replicaIdentity", table });
  if (isWord(action.peek(), "SET")) {
    const words = action.rest.toUpperCase();
    if (action.has("TABLESPACE", "LOGGED", "UNLOGGED") || isWord(action.peek(1), "ACCESS"))
      return does({ kind: "rewrite", words: `ALTER TABLE … ${words}`, table });
  }
  return only();
}

function security(table: string, switched: string, action: Reader): Reading {
  if (switched === "NO") action.words("FORCE");
  if (!action.words("ROW", "LEVEL", "SECURITY")) return only();
  return only(
    make.setRowSecurity(
      table,
      switched === "ENABLE" || switched === "DISABLE"
        ? { enabled: switched === "ENABLE" }
        : { forced: switched === "FORCE" },
    ),
  );
}

function added(table: string, action: Reader): Reading {
  const name = action.words("CONSTRAINT") ? action.name() : null;
  const named = name === null ? {} : { name };
  const notValid = action.has("VALID") ? { validated: false } : {};
  if (action.words("PRIMARY", "KEY") || isWord(action.peek(), "UNIQUE")) {
    const isUnique = action.words("UNIQUE");
    action.words("NULLS", "NOT", "DISTINCT");
    const usingIndex = action.words("USING", "INDEX") ? action.name() : null;
    const columns = usingIndex === null ? (plainNames(action.brackets()) ?? []) : [];
    const options = usingIndex === null ? [] : [{ usingIndex }];
    const create = isUnique ? make.createUniqueConstraint : make.createPrimaryKey;
    return only(create(table, { ...named, columns }, ...options));
  }
  if (action.words("CHECK")) {
    const expression = action.brackets()?.rest ?? "";
    return only(make.createCheckConstraint(table, { ...named, expression, ...notValid }));
  }
  if (action.words("FOREIGN", "KEY")) {
    const columns = plainNames(action.brackets()) ?? [];
    action.words("REFERENCES");
    return only(make.createForeignKey(table, { ...named, ...referenceOf(action, columns), ...notValid }));
  }
  if (action.words("EXCLUDE")) return does({ kind: "exclusion", table });
  if (action.words("NOT", "NULL")) {
    const column = action.needName();
    return notValid.validated === false ? only() : only(make.alterColumn(table, column, { nullable: false }));
  }
  action.words("COLUMN");
  const guarded = action.words("IF", "NOT", "EXISTS");
  const read = columnDefinition(action);
  if (read === null) return only();
  const { column, primaryKey, unique, references, checks } = read;
  const inline = [
    ...(primaryKey ? [make.createPrimaryKey(table, { columns: [column.name] })] : []),
    ...(unique ? [make.createUniqueConstraint(table, { columns: [column.name] })] : []),
    ...(references === null ? [] : [make.createForeignKey(table, references)]),
    ...checks.map((expression) => make.createCheckConstraint(table, { expression })),
  ];
  return { operations: [make.addColumn(table, column)], inline, guarded };
}

function dropped(table: string, action: Reader): Reading {
  const isConstraint = action.words("CONSTRAINT");
  if (!isConstraint) action.words("COLUMN");
  const guarded = action.words("IF", "EXISTS");
  const name = action.name();
  if (name === null) return only();
  return {
    operations: [isConstraint ? make.dropConstraint(table, name) : make.dropColumn(table, name)],
    guarded,
  };
}

function altered(table: string, action: Reader): Reading {
  action.words("COLUMN");
  const column = action.needName();
  const change = make.alterColumn;
  if (action.words("TYPE") || action.words("SET", "DATA", "TYPE")) {
    const type = action.textUntil((token) => isWord(token, "COLLATE", "USING"));
    return only(change(table, column, { type }));
  }
  if (action.words("SET", "NOT", "NULL")) return only(change(table, column, { nullable: false }));
  if (action.words("DROP", "NOT", "NULL")) return only(change(table, column, { nullable: true }));
  if (action.words("SET", "DEFAULT")) return only(change(table, column, { default: action.rest }));
  if (action.words("DROP", "DEFAULT")) return only(change(table, column, { default: null }));
  return only();
}
