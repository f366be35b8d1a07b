import { command, type Command } from "../command.ts";
import { choice, flag, optional } from "../options.ts";

/** The command that looks at what revisions do. */
export const linting: readonly Command[] = [
  command({
    name: "lint",
    describe: "Name what may hurt in revisions: those that are not applied yet, or a range",
    arguments: { range: optional("a revision, or START:END as `mig history` takes it") },
    options: {
      all: flag("Look at all revisions"),
      fix: flag("Write the safe form into revisions that are not applied yet, where that needs no guess"),
      sizes: flag("Leave out what hurts only in large tables, where those of the database are small"),
      trace: flag("Run them on a scratch database, and say what each statement locks and writes again"),
      live: flag("With --trace: on the database itself, in a transaction that is rolled back"),
      format: choice("How to print what is found", ["text", "github"]),
    },
    async run({ open }, { range, all, fix, sizes, trace, live }) {
      const { lint } = await import("../../commands/lint.ts");
      return lint(await open(), {
        all: all === true,
        fix: fix === true,
        sizes: sizes === true,
        trace: trace === true,
        live: live === true,
        ...(range === null ? {} : { range }),
      });
    },
    async print(result, style, { format = "text" }) {
      const { printAnnotations, printLint } = await import("../print/lint.ts");
      return format === "github" ? printAnnotations(result) : printLint(result, style);
    },
    found: ({ ok }) => !ok,
  }),
];
