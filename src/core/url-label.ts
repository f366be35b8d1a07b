/**
 * The url of a database as people may see it: without password and parameters. Of a text that is no whole url
 * nothing is shown but its scheme, since nobody can say where in it the password ends.
 */
export function urlLabel(text: string): string {
  const [, scheme, rest = ""] = /^(postgres(?:ql)?:\/\/)([^]*)$/iu.exec(text) ?? [];
  if (scheme === undefined) {
    const word = /^(?:postgres(?:ql)?|mysql|libsql|https?|wss?|file)(?=:)/iu.exec(text)?.[0];
    return word === undefined ? "The given text" : `${word}:…`;
  }
  // A password that is not escaped may hold anything, also what ends a host; then nobody knows where it ends.
  const [base = "", ...parameters] = rest.split(/[?#]/u);
  if (parameters.join("").includes("@")) return `${scheme}…`;
  const at = base.lastIndexOf("@");
  const user = at === -1 ? "" : `${/^[^:@/]*/u.exec(base)?.[0] ?? ""}@`;
  const place = base.slice(at + 1);
  const hosts = (place.split("/", 1)[0] ?? "").split(",");
  const isWhole = hosts.every((host) => /^(?:\[[^\]]*\]|[^:]*)(?::\d*)?$/u.test(host));
  return isWhole ? `${scheme}${user}${place}` : `${scheme}…`;
}
