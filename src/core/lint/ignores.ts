import { isRule, type RuleId } from "./every-rule.ts";
import type { Found } from "./judge.ts";

/** A comment of a revision file, and the lines, counted from 1, of the statement or call that it stands at. */
export interface FileComment {
  readonly text: string;
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

/** Something that a comment has turned off. */
export interface Ignored extends Found {
  readonly reason: string;
}

/** What is left of what was found, what comments have turned off, and what is wrong with these comments. */
export interface Sifted {
  readonly found: readonly Found[];
  readonly ignored: readonly Ignored[];
}

/** Take away what comments turn off with a reason; comments without one, or that turn off nothing, are found instead. */
export function sift(found: readonly Found[], comments: readonly FileComment[]): Sifted {
  const ignores = comments.flatMap(ignoresIn);
  const used = new Set<Ignore>();
  const left: Found[] = [];
  const ignored: Ignored[] = [];
  for (const each of found) {
    const ignore = ignores.find((one) => one.fault === null && covers(one, each));
    if (ignore === undefined) left.push(each);
    else {
      used.add(ignore);
      ignored.push({ ...each, reason: ignore.reason });
    }
  }
  const faults = ignores.flatMap((ignore): readonly Found[] => {
    const at = {
      line: ignore.comment.line,
      column: null,
      table: null,
      sql: null,
      direction: "upgrade",
      kind: "design",
    } as const;
    if (ignore.fault !== null) return [{ ...at, rule: "ignore-without-reason", text: ignore.fault }];
    return used.has(ignore)
      ? []
      : [{ ...at, rule: "ignore-of-nothing", text: `${ignore.rule} found nothing here` }];
  });
  return { found: [...left, ...faults], ignored };
}

interface Ignore {
  readonly comment: FileComment;
  readonly rule: string;
  readonly reason: string;
  readonly wholeFile: boolean;
  /** Why it turns nothing off; null: it does. */
  readonly fault: string | null;
}

/** `mig-lint-ignore rule, rule: reason`, or `mig-lint-ignore-file …` for the whole file. */
function ignoresIn(comment: FileComment): readonly Ignore[] {
  const at = comment.text.indexOf(word);
  if (at === -1) return [];
  const wholeFile = comment.text.startsWith("-file", at + word.length);
  const said = comment.text.slice(at + word.length + (wholeFile ? "-file".length : 0));
  const colon = said.indexOf(":");
  const rules = (colon === -1 ? said : said.slice(0, colon)).split(/[\s,]+/u).filter((rule) => rule !== "");
  const reason = colon === -1 ? "" : said.slice(colon + 1).trim();
  if (rules.length === 0)
    return [{ comment, rule: "", reason, wholeFile, fault: "the comment names no rule" }];
  return rules.map((rule) => ({
    comment,
    rule,
    reason,
    wholeFile,
    fault: !isRule(rule)
      ? `there is no rule ${rule}`
      : reason === ""
        ? `the comment does not say why ${rule} does not hurt here`
        : null,
  }));
}

const word = "mig-lint-ignore";

function covers({ rule, wholeFile, comment }: Ignore, { rule: own, line }: Found): boolean {
  if (rule !== (own satisfies RuleId)) return false;
  return wholeFile || (line !== null && line >= comment.from && line <= comment.to);
}
