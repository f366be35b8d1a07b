import { counted } from "../../core/counted.ts";
import type { ImportResult } from "../../commands/import-history.ts";
import type { Style } from "../colour.ts";
import { section, textOf } from "./lines.ts";

/** What was imported, what is pending, and what does not fit. */
export function printImport(result: ImportResult, style: Style): string {
  const { revisions, stamped, pending, assumed, untried, lacking, orphans, edited, dryRun, note } = result;
  const fresh = revisions.filter(({ isNew }) => isNew);
  const forward = fresh.filter(
    ({ name, hasDowngrade }) => !hasDowngrade && untried?.migrations.includes(name) !== true,
  );
  const count = `${fresh.length} of ${revisions.length} migrations of ${result.folder}`;
  const lines = [
    dryRun ? `${count} would be imported.` : `${style.good("Imported:")} ${count}`,
    ...untriedLines(result, style),
    // A reason is given once for all that it applies to.
    ...[...new Set(forward.map(({ remark }) => remark))].flatMap((remark) =>
      section(remark ?? "Forward only:", namesOf(forward.filter((each) => each.remark === remark))),
    ),
    ...section(
      style.warning("Put right, so that they run:"),
      fresh.flatMap(({ name, repairs }) => repairs.map((repair) => `${name}: ${repair}`)),
    ),
    ...section(style.warning("In drizzle-kit's last snapshot, and made by no migration:"), lacking),
    ...section(
      style.warning("Not run on this database:"),
      pending.map(({ name, isHole, isPresent }) =>
        [
          name,
          isHole ? "passed over by drizzle-kit" : "",
          isPresent === true ? "but what it does is there" : "",
        ]
          .filter((part) => part !== "")
          .join(", "),
      ),
    ),
    ...section(
      style.warning("Without a row of drizzle-kit, and counted as run since what they do is there:"),
      assumed,
    ),
    ...section(style.warning("Rows of drizzle-kit's table without a file:"), orphans),
    ...section(style.warning("Changed since they were run:"), edited),
    ...(stamped === null
      ? []
      : [`${dryRun ? "It would be stamped:" : style.good("Stamped:")} ${stamped.join(", ")}`]),
    ...(note === "" ? [] : [note]),
  ];
  return textOf(lines);
}

/** One fault takes the way back from many: that is reported first, and once. */
function untriedLines({ untried, dryRun }: ImportResult, style: Style): readonly string[] {
  const [first, ...others] = untried?.migrations ?? [];
  if (untried === null || first === undefined) return [];
  const which = others.length === 0 ? first : `${first} and ${others.length} after it`;
  const again = dryRun ? "" : `, delete the ${counted(others.length + 1, "new file")}`;
  return [
    style.warning(`No way back for ${which}: `) +
      (untried.name === null
        ? `${untried.why}.`
        : `${untried.name} cannot be run on an empty database (${untried.why}). ` +
          `To have their downgrades, mend it${again} and import again.`),
  ];
}

function namesOf(revisions: ImportResult["revisions"]): readonly string[] {
  return revisions.map(({ name }) => name);
}
