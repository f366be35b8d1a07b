import { applyOperation } from "../../../core/operations/apply.ts";
import { interpret, type Interpreter, type Operation } from "../../../core/operations/operations.ts";
import type { Schema } from "../../../core/schema/schema.ts";
import { statement, type Statement } from "../../dialect.ts";
import { mayNeedQuotes } from "../normalize/column-type.ts";
import { alterColumn, needsStructure } from "./alter-column.ts";
import { columns } from "./columns.ts";
import { constraints } from "./constraints.ts";
import { data } from "./data.ts";
import { enums, withUsableLabels } from "./enums.ts";
import { indexes } from "./indexes.ts";
import type { Compile, Context } from "./part.ts";
import { tables } from "./tables.ts";
import { views } from "./views.ts";

const compiler: Interpreter<Compile> = {
  ...tables,
  ...columns,
  ...alterColumn,
  ...constraints,
  ...indexes,
  ...enums,
  ...views,
  ...data,
};

/** The statements that carry operations out, in order; `before` is the structure they start from. */
export function compile(given: readonly Operation[], before: Schema): readonly Statement[] {
  const operations = given.some(({ kind }) => kind === "addEnumValue")
    ? withUsableLabels(given, follow(given, before))
    : given;
  const structure = follow(operations, before);
  return operations.flatMap((operation, position) => {
    const context: Context = {
      get before() {
        return structure(position);
      },
    };
    return interpret(
      compiler,
      operation,
    )(context).map((sql) => (typeof sql === "string" ? statement(sql) : sql));
  });
}

/** True when the structure must be known: what has no name of its own, and what has to be made again. */
export function readsSchema(operation: Operation): boolean {
  switch (operation.kind) {
    case "addEnumValue":
    case "changeEnum":
    case "dropPrimaryKey":
    case "dropView":
      return true;
    case "dropConstraint":
      return typeof operation.args[1] !== "string";
    case "alterColumn":
      return needsStructure(operation.args[2]);
    case "addColumn":
      return mayNeedQuotes(operation.args[1].type);
    case "createTable":
      return operation.args[0].columns.some(({ type }) => mayNeedQuotes(type));
    default:
      return false;
  }
}

/** The structure before each operation, followed only as far as somebody asks: most never do. */
function follow(operations: readonly Operation[], start: Schema): (position: number) => Schema {
  let [schema, reached] = [start, 0];
  return (position) => {
    schema = operations.slice(reached, position).reduce(applyOperation, schema);
    reached = Math.max(reached, position);
    return schema;
  };
}
