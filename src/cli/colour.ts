/** Puts text into a colour, or leaves it as it is. */
export type Paint = (text: string) => string;

/** The colours that output uses, by what they say. */
export interface Style {
  readonly strong: Paint;
  readonly faint: Paint;
  readonly good: Paint;
  readonly warning: Paint;
  readonly bad: Paint;
  readonly mark: Paint;
}

/** Colours, or none at all. */
export function createStyle(enabled: boolean): Style {
  const paint =
    (open: number, close: number): Paint =>
    (text) =>
      enabled && text !== "" ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    strong: paint(1, 22),
    faint: paint(2, 22),
    good: paint(32, 39),
    warning: paint(33, 39),
    bad: paint(31, 39),
    mark: paint(36, 39),
  };
}

/** Whether to use colours: only on a terminal, unless the environment or an option says otherwise. */
export function wantsColour(
  env: Readonly<Record<string, string | undefined>>,
  options: { readonly isTerminal: boolean; readonly noColor: boolean },
): boolean {
  if (options.noColor || (env["NO_COLOR"] ?? "") !== "") return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return options.isTerminal && env["TERM"] !== "dumb";
}
