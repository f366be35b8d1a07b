import type { Direction } from "../core/graph/plan.ts";
import { nextToken, type Token } from "./typescript/tokens.ts";
import { sqlParts } from "./sql.ts";

/** What the text of a revision says of the danger to data, without running it. */
export interface Risk {
  /** By direction: it names something that takes data away, or may do so in a module of its own. */
  readonly losesData: Readonly<Record<Direction, boolean>>;
  /** Its body may do something by itself: it uses files, programs or the network. */
  readonly acts: boolean;
  /** It changes rows by more than changes of structure. */
  readonly writesRows: boolean;
}

/** The risk of a revision, read from the text of its file. */
export function riskOf(path: string, source: string): Risk {
  if (path.endsWith(".sql")) {
    const parts = sqlParts(path, source, "postgresql");
    const names = (direction: Direction): boolean =>
      parts.some((part) => part.direction === direction && dangerous.test(part.sql));
    return { losesData: byDirection(names), acts: false, writesRows: true };
  }
  const imported = [...source.matchAll(imports)].flatMap((match) => match[1] ?? match[2] ?? []);
  const ownModules = imported.some((specifier) => specifier.startsWith("."));
  return {
    losesData: byDirection(
      (direction) =>
        ownModules ||
        (dangerous.test(source) &&
          dangerous.test(withoutFunction(source, direction === "upgrade" ? "downgrade" : "upgrade"))),
    ),
    acts: imported.some((specifier) => acting.test(specifier)) || /\bfetch\s*\(/u.test(source),
    writesRows: ownModules || writing.test(source),
  };
}

function byDirection(judge: (direction: Direction) => boolean): Risk["losesData"] {
  return { upgrade: judge("upgrade"), downgrade: judge("downgrade") };
}

/**
 * Source without the body of a function that it exports by a name; as it is where it exports none in this
 * form, or does more with the name than that.
 */
function withoutFunction(source: string, name: string): string {
  const found = new RegExp(`^export\\s+(?:async\\s+)?function\\s+${name}\\s*\\(`, "mu").exec(source);
  if (found === null || source.match(new RegExp(`\\b${name}\\b`, "gu"))?.length !== 1) return source;
  let depth = 0;
  let afterParameters = false;
  let previous: Token | null = null;
  for (let at = found.index + found[0].length - 1; ;) {
    const token = nextToken(source, at, previous);
    if (token === null) return source;
    if (token.kind === "mark" && ["(", "[", "{"].includes(token.text)) depth += 1;
    if (token.kind === "mark" && [")", "]", "}"].includes(token.text)) {
      depth -= 1;
      if (depth === 0 && token.text === ")") afterParameters = true;
      // The first braces after the parameters: those of a return type at worst, which takes too little away.
      if (depth === 0 && token.text === "}" && afterParameters)
        return source.slice(0, found.index) + source.slice(token.end);
    }
    previous = token;
    at = token.end;
  }
}

// A word of SQL may follow an escape such as \\n, so that it does not begin a word of the source.
/** Names of operations and words of SQL that take data away, and those that may stand for such. */
const dangerous =
  /\.drop(?:Table|Column)\b|\bchangeEnum\b|\bgenerated\b|DROP\s|TRUNCATE|DELETE\s+FROM\b|\.run\s*\(/iu;

const writing = /\.(?:execute|run|bulkInsert|seed|each|backfill|query|db)\b/u;

const imports =
  /^\s*(?:import|export)\b(?!\s*type\b)[^;"']*?\bfrom\s*["']([^"']+)["']|\bimport\s*\(?\s*["']([^"']+)["']/gmu;

const acting =
  /^(?:node:)?(?:fs|fs\/promises|child_process|cluster|worker_threads|process|https?|http2|net|tls|dgram)$/u;
