import type { DoctorResult } from "../../commands/doctor.ts";
import type { ResolveResult } from "../../commands/resolve.ts";
import type { Style } from "../colour.ts";
import { placeOf } from "./lines.ts";

/** What is wrong, and what to do about each; what was looked at where nothing is. */
export function printDoctor({ ok, database, driver, checks, findings }: DoctorResult, style: Style): string {
  const sound = ok
    ? `${style.good("Sound:")} ${database === null ? "" : `${database} `}${driver === null ? "" : `by ${driver} `}(${checks.join(", ")})\n`
    : "";
  const found = findings.map(({ check, level, message, hint }) => {
    const advice = hint === "" || message.includes(hint) ? "" : `  ${hint}\n`;
    const name = level === "fault" ? style.warning(`${check}:`) : `${check}, for your information:`;
    return `${name} ${message}\n${advice}`;
  });
  return `${sound}${found.join("")}`;
}

/** What was recorded, and where the database stands. */
export function printResolved({ revision, as, to }: ResolveResult, style: Style): string {
  const place = placeOf(to);
  return `${style.good("Recorded:")} ${revision} is ${as}; the database is at ${place}\n`;
}
