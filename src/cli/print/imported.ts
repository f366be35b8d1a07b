import type { ImportResult } from "../../commands/import-history.ts";
import type { Style } from "../colour.ts";

/** What was imported, what is pending, and what does not fit. */
export function printImport(result: ImportResult, style: Style): string {
  const { revisions, stamped, pending, orphans, edited, dryRun, note } = result;
  const fresh = revisions.filter(({ isNew }) => isNew);
  const forward = fresh.filter(({ hasDowngrade }) => !hasDowngrade);
  const count = `${fresh.length} of ${revisions.length} migrations of ${result.folder}`;
  const lines = [
    dryRun ? `${count} would be imported.` : `${style.good("Imported:")} ${count}`,
    ...section(
      "Forward only:",
      forward.map(({ name, remark }) => `${name}  ${style.faint(remark ?? "")}`),
    ),
    ...section(
      style.warning("Not run on this database:"),
      pending.map(({ name, isHole, isPresent }) =>
        [name, isHole ? "passed over by drizzle-kit" : "", isPresent === true ? "what it does is there" : ""]
          .filter((part) => part !== "")
          .join(", "),
      ),
    ),
    ...section(style.warning("Rows of drizzle-kit's table without a file:"), orphans),
    ...section(style.warning("Changed since they were run:"), edited),
    ...(stamped === null
      ? []
      : [`${dryRun ? "It would be stamped:" : style.good("Stamped:")} ${stamped.join(", ")}`]),
    ...(note === "" ? [] : [note]),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}
