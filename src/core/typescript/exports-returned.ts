import { depthChange, nextToken, type Token } from "./tokens.ts";

/**
 * The text of a module that imports nothing as the body of an async function that returns what the module exports; each
 * line and column stays where it was. `source` is JavaScript as a compiler prints it, with a semicolon after each
 * statement. null where something is exported in another way than in front of its own declaration.
 */
export function exportsReturned(source: string): string | null {
  const names: string[] = [];
  let body = "";
  let copied = 0;
  let depth = 0;
  let declares = false;
  let last: Token | null = null;
  const next = (): Token | null => {
    const token = nextToken(source, last?.end ?? 0, last);
    last = token ?? last;
    return token;
  };
  for (let token = next(); token !== null; token = next()) {
    depth += depthChange(token);
    if (depth !== 0) continue;
    if (token.text === ";") declares = false;
    // A second name of one declaration.
    if (declares && token.text === ",") return null;
    if (token.kind !== "word" || token.text !== "export") continue;
    let word = next();
    declares = word !== null && variables.has(word.text);
    if (!declares && !definitions.has(word?.text ?? "")) return null;
    do word = next();
    while (word?.text === "function" || word?.text === "*");
    if (word?.kind !== "word") return null;
    names.push(word.text);
    body += source.slice(copied, token.start) + " ".repeat("export".length);
    copied = token.end;
  }
  return `${body}${source.slice(copied)}\nreturn { ${names.join(", ")} };`;
}

const variables = new Set(["const", "let", "var"]);
const definitions = new Set(["async", "function", "class"]);
