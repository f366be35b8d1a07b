import { customWithoutModule } from "../core/errors/rendering.ts";
import { facetsOf } from "../core/operations/every-operation.ts";
import type { Operation } from "../core/operations/operations.ts";
import { clauseLines } from "../core/sql/clauses.ts";
import { commonSql } from "../core/sql/lexical.ts";
import { call, callStatement } from "./call.ts";
import { commentLines } from "./comment.ts";

/** An operation as it is written down, with what the reader should know before it runs. */
export interface NotedOperation {
  readonly operation: Operation;
  /** One comment line each. */
  readonly notes: readonly string[];
}

/** The imports that bodies turned out to need. */
export interface Imports {
  /** The name under which `name` of `module` is known in the file. */
  use(name: string, module: string): string;
  /** One import statement a module, sorted. */
  statements(): readonly string[];
}

/** Start with no imports; two modules that export the same name get different local ones. */
export function createImports(): Imports {
  const locals = new Map<string, { readonly name: string; readonly module: string }>();
  return {
    use(name, module) {
      for (let count = 1; ; count += 1) {
        const local = count === 1 ? name : `${name}${count}`;
        const taken = locals.get(local);
        if (taken?.name === name && taken.module === module) return local;
        if (taken !== undefined) continue;
        locals.set(local, { name, module });
        return local;
      }
    },
    statements() {
      const modules = [...new Set([...locals.values()].map(({ module }) => module))].sort();
      return modules.map((module) => {
        const names = [...locals].filter(([, used]) => used.module === module);
        const parts = names
          .map(([local, { name }]) => (local === name ? name : `${name} as ${local}`))
          .sort();
        return `import { ${parts.join(", ")} } from ${JSON.stringify(module)};`;
      });
    },
  };
}

/** Operations as the lines of a revision's body: one call each, its notes as comments above it. */
export function renderOperations(
  operations: readonly NotedOperation[],
  imports: Imports,
  indent: number = 2,
): string {
  return operations
    .map(({ operation, notes }) => `${comments(notes, indent)}${renderCall(operation, imports, indent)}`)
    .join("\n");
}

function renderCall(operation: Operation, imports: Imports, indent: number): string {
  if (operation.kind === "custom") {
    const [definition, args] = operation.args;
    if (definition.from === undefined) throw customWithoutModule({ name: definition.name });
    const name = imports.use(definition.name, definition.from);
    return callStatement("await op.run", [call(name, args === undefined ? [] : [args])], { indent });
  }
  return callStatement(`await op.${operation.kind}`, given(argsOf(operation)), {
    indent,
    omitNull: !facetsOf(operation).nullSpeaks,
  });
}

/** The arguments as a reader wants them, which mean the same. */
function argsOf(operation: Operation): readonly unknown[] {
  // What undoes it is in the other body, so that nothing to undo need not be written.
  if (operation.kind === "execute" && operation.args[1] === "") return [operation.args[0]];
  if (operation.kind !== "createView") return operation.args;
  const [view] = operation.args;
  return [{ ...view, query: clauseLines(view.query, commonSql) }];
}

/** Arguments without those at the end that were left out. */
function given(args: readonly unknown[]): readonly unknown[] {
  const last = args.findLastIndex((each) => each !== undefined);
  return args.slice(0, last + 1);
}

function comments(notes: readonly string[], indent: number): string {
  const lines = notes.flatMap(commentLines);
  return lines.map((line) => `${" ".repeat(indent)}// ${line}`.trimEnd() + "\n").join("");
}
