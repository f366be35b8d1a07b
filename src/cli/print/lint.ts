import type { LintFinding, LintResult } from "../../commands/lint.ts";
import { groupBy } from "../../core/collections.ts";
import { counted } from "../../core/counted.ts";
import type { TracedRevision } from "../../lint/trace.ts";
import type { Style } from "../colour.ts";
import { textOf } from "./lines.ts";

/** What was found, by file, with the reason and the safe form of each rule said once. */
export function printLint(result: LintResult, style: Style): string {
  const fixed = result.fixed.map(
    ({ rule, path, line }) => `${style.good("Fixed:")} ${path}${line === null ? "" : `:${line}`} (${rule})\n`,
  );
  return `${fixed.join("")}${printFindings(result, style)}${(result.trace ?? []).map((each) => printTraced(each, style)).join("")}`;
}

function printFindings({ revisions, findings, ignored }: LintResult, style: Style): string {
  const all = counted(revisions.length, "revision");
  const turnedOff = ignored.length === 0 ? "" : `, ${ignored.length} ignored with a reason`;
  if (findings.length === 0) return `${style.good("Nothing found")} in ${all}${turnedOff}.\n`;
  const seen = new Set<string>();
  const lines = findings.flatMap((finding) => {
    const { rule, severity, path, line, message, why, safe } = finding;
    const place = line === null ? path : `${path}:${line}`;
    const colour = { error: style.bad, warning: style.warning, notice: style.faint }[severity];
    const head = `${style.strong(place)}: ${colour(`${severity}:`)} ${message} ${style.faint(`(${rule})`)}`;
    if (seen.has(rule)) return [head];
    seen.add(rule);
    return [head, `  ${why}`, `  ${style.good("Instead:")} ${safe}`];
  });
  const total = (["error", "warning", "notice"] as const)
    .map((severity) => [findings.filter((each) => each.severity === severity).length, severity] as const)
    .filter(([count]) => count > 0)
    .map(([count, severity]) => counted(count, severity));
  return textOf([...lines, `${total.join(", ")} in ${all}${turnedOff}.`]);
}

/** What each statement did that was run. */
function printTraced({ revision, path, statements }: TracedRevision, style: Style): string {
  const lines = statements.flatMap(({ sql, durationMs, locks, rewritten, inTransaction }) => {
    const [first = "", ...more] = sql.split("\n");
    const modes = [...groupBy(locks, ({ mode }) => mode)].map(
      ([mode, all]) => `${mode} on ${all.map(({ relation }) => relation).join(", ")}`,
    );
    return [
      `  ${first}${more.length === 0 ? "" : " …"} ${style.faint(`${durationMs} ms`)}`,
      ...modes.map((text) => `    ${text.startsWith("ACCESS EXCLUSIVE") ? style.bad(text) : text}`),
      ...(rewritten.length === 0 ? [] : [`    ${style.bad(`written again: ${rewritten.join(", ")}`)}`]),
      ...(inTransaction ? [] : [style.faint("    by itself: its locks are gone when it has ended")]),
    ];
  });
  const head = style.strong(`${revision} (${path}), as it ran:`);
  return textOf([head, ...lines]);
}

/** The same as annotations of GitHub Actions. */
export function printAnnotations({ findings, prefix }: LintResult): string {
  return textOf(findings.map((finding) => annotation(finding, prefix)));
}

function annotation({ rule, severity, path, line, message, why, safe }: LintFinding, prefix: string): string {
  const place = [`file=${property(prefix === "" ? path : `${prefix}/${path}`)}`, `line=${line ?? 1}`];
  const text = `${message}\n${why}\nInstead: ${safe}`;
  return `::${severity} ${[...place, `title=${property(`mig lint: ${rule}`)}`].join(",")}::${escaped(text)}`;
}

function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return escaped(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
