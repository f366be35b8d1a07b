import { hazard } from "../../operations/hazard.ts";
import type { Operation } from "../../operations/operations.ts";
import { completeTable } from "../../schema/complete.ts";
import { constraintsOf, nameOf } from "../../schema/lookup.ts";
import { written } from "../../sql/written-name.ts";
import { operationOf, tableOfAct, type Look } from "./look.ts";

/** What rules say of the names that a revision gives. */
export const lookAtNames: Look = (entry, at, scene) => {
  const operation = operationOf(entry);
  if (operation === null) return [];
  const names = namesGiven(operation);
  const table = tableOfAct(entry);
  const isUnqualified = table !== null && entry.act.said.sql !== null && !scene.isNew(table, at);
  return [
    ...names
      .filter((name) => new TextEncoder().encode(name).length > longest)
      .map((name) => hazard("long-name", `${name} is longer than ${longest} bytes`)),
    ...names
      .filter((name) => written(name) !== name)
      .map((name) => hazard("odd-name", `${name} must be quoted`)),
    ...(isUnqualified && nameOf(table).schema === null
      ? [hazard("unqualified-name", `${table} is named without its schema`)]
      : []),
  ];
};

/** What PostgreSQL keeps of a name, in bytes. */
const longest = 63;

/** The names of what an operation makes, or that it gives to what is there. */
function namesGiven(operation: Operation): readonly string[] {
  switch (operation.kind) {
    case "createTable": {
      const table = completeTable(operation.args[0]);
      const constraints = constraintsOf(table).flatMap(({ constraint }) => constraint.name ?? []);
      return [table.name, ...table.columns.map(({ name }) => name), ...constraints];
    }
    case "createSchema":
      return [operation.args[0]];
    case "createEnum":
    case "createView":
    case "createSequence":
      return [nameOf(operation.args[0].name).name];
    case "addColumn":
    case "createPolicy":
      return [operation.args[1].name];
    case "createIndex":
    case "createPrimaryKey":
    case "createUniqueConstraint":
    case "createCheckConstraint":
    case "createForeignKey":
      return operation.args[1].name == null ? [] : [operation.args[1].name];
    case "renameTable":
    case "renameEnum":
    case "renameSequence":
      return [operation.args[1]];
    case "renameColumn":
    case "renameConstraint":
    case "renameIndex":
    case "renamePolicy":
      return [operation.args[2]];
    default:
      return [];
  }
}
