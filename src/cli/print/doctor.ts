import type { DoctorResult } from "../../commands/doctor.ts";
import type { ResolveResult } from "../../commands/resolve.ts";
import type { Style } from "../colour.ts";

/** What is wrong, and what to do about each; what was looked at where nothing is. */
export function printDoctor({ ok, database, checks, findings }: DoctorResult, style: Style): string {
  if (ok) return `${style.good("Sound:")} ${database ?? ""} (${checks.join(", ")})\n`;
  return findings
    .map(({ check, message, hint }) => {
      const advice = hint === "" || message.includes(hint) ? "" : `  ${hint}\n`;
      return `${style.warning(`${check}:`)} ${message}\n${advice}`;
    })
    .join("");
}

/** What was recorded, and where the database stands. */
export function printResolved({ revision, as, to }: ResolveResult, style: Style): string {
  const place = to.length === 0 ? "<base>" : to.join(", ");
  return `${style.good("Recorded:")} ${revision} is ${as}; the database is at ${place}\n`;
}
