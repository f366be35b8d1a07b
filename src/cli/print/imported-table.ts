import type { TableImportResult } from "../../commands/import-table.ts";
import type { Style } from "../colour.ts";
import { plain, printTable } from "./table.ts";
import { placeOf, textOf } from "./lines.ts";

/** What a table of another tool says, what each of its names means, and what was made of it. */
export function printTableImport(result: TableImportResult, style: Style): string {
  const { table, rows, unmapped, shown, stamped, keptAs, dryRun, note } = result;
  const lines = rows.map(({ name, status, at, revision, by, errorMessage }) => [
    { text: `  ${status}`, paint: status === "applied" ? style.good : style.bad },
    plain(name),
    revision === null ? { text: "no revision", paint: style.bad } : { text: revision, paint: style.warning },
    plain(by === null ? "" : `by its ${by === "file" ? "file name" : by}`),
    plain(at ?? ""),
    plain((errorMessage ?? "").split("\n")[0] ?? ""),
  ]);
  const said = [
    ...unmapped
      .filter(({ candidates }) => candidates.length > 0)
      .map(
        ({ name, candidates }) =>
          `${name} could be ${candidates.join(" or ")}, or another row is that already.`,
      ),
    ...shown.map((id) => `${id} is not in it, and all that it makes is there: it counts as run.`),
    ...(stamped === null
      ? []
      : [`${dryRun ? "It would be stamped:" : style.good("Stamped:")} ${placeOf(stamped)}`]),
    ...(keptAs === null
      ? []
      : [`${table} ${dryRun ? "would be kept as" : "is kept as"} ${keptAs}, and its name is mig's own now.`]),
    ...(note === "" ? [] : [note]),
  ];
  const title = rows.length === 0 ? "" : `${table} says:\n${printTable(lines)}`;
  return `${title}${textOf(said)}`;
}
