import { follow } from "../../../core/operations/apply.ts";
import { interpret, type Interpreter, type Operation } from "../../../core/operations/operations.ts";
import { seesData } from "../../../core/operations/subject.ts";
import { emptySchema, type Schema } from "../../../core/schema/schema.ts";
import { statement, type Statement } from "../../dialect.ts";
import { alterColumn } from "./alter-column.ts";
import { columns } from "./column.ts";
import { constraints } from "./constraint.ts";
import { custom } from "./custom.ts";
import { enums, withUsableLabels } from "./enum.ts";
import { indexes } from "./index.ts";
import { namespaces } from "./namespace.ts";
import type { Compile, Context } from "./part.ts";
import { policies } from "./policy.ts";
import { roles } from "./role.ts";
import { rowStatements } from "./rows.ts";
import { sequences } from "./sequence.ts";
import { tables } from "./table.ts";
import { views } from "./view.ts";

const compiler: Interpreter<Compile> = {
  ...namespaces,
  ...roles,
  ...enums,
  ...sequences,
  ...tables,
  ...columns,
  ...alterColumn,
  ...constraints,
  ...indexes,
  ...policies,
  ...views,
  ...rowStatements,
  ...custom,
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

/** True when the structure must be known: the statements depend on it, or on what comes next. */
export function readsSchema(operation: Operation): boolean {
  if (seesData(operation)) return false;
  // Whether a label can be added or the type has to be recreated shows in what comes after it.
  if (operation.kind === "addEnumValue") return true;
  let looked = false;
  const context: Context = {
    get before() {
      looked = true;
      return emptySchema;
    },
  };
  try {
    interpret(compiler, operation)(context);
  } catch {
    // It is refused, or looked for what an empty structure does not have; compiling it says so.
  }
  return looked;
}
