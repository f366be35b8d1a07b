/** What the text of a revision says of the danger to data, without running it. */
export interface Risk {
  /** It names something that takes data away, or may do so in a module of its own. */
  readonly losesData: boolean;
  /** Its body may do something by itself: it uses files, programs or the network. */
  readonly acts: boolean;
  /** It changes rows by more than changes of structure. */
  readonly writesRows: boolean;
}

/** The risk of a revision, read from the text of its file. */
export function riskOf(path: string, source: string): Risk {
  const names = dangerous.test(source);
  if (path.endsWith(".sql")) return { losesData: names, acts: false, writesRows: true };
  const imported = [...source.matchAll(imports)].flatMap((match) => match[1] ?? match[2] ?? []);
  return {
    losesData: names || imported.some((specifier) => specifier.startsWith(".")),
    acts: imported.some((specifier) => acting.test(specifier)) || /\bfetch\s*\(/u.test(source),
    writesRows: imported.some((specifier) => specifier.startsWith(".")) || writing.test(source),
  };
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
