/** Something that was found, and what to do about it. */
export interface Finding {
  /** What was looked at: `files`, `connection`, `history`, `journal`, `lock`, `rights`, `pooler`, `server`. */
  readonly check: string;
  /** A fault stops runs, or has them do what nobody wants; advice is worth knowing. */
  readonly level: "fault" | "advice";
  readonly message: string;
  readonly hint: string;
}

/** A fault that one of the checks has found. */
export function fault(check: string, message: string, hint: string): Finding {
  return { check, level: "fault", message, hint };
}

/** What a check has to say about what works all the same. */
export function advice(check: string, message: string, hint: string): Finding {
  return { check, level: "advice", message, hint };
}
