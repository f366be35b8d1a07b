import { runningLine } from "../core/running-line.ts";
import type { Event, Report } from "../runtime/events.ts";
import type { Style } from "./colour.ts";

/** How a run is shown while it goes on. */
export interface ProgressOptions {
  readonly write: (text: string) => void;
  /** Lines may be completed and written over. */
  readonly isTerminal: boolean;
  /** Only warnings. */
  readonly quiet: boolean;
  readonly style: Style;
}

/** Show the events of a run as lines. */
export function createProgress({ write, isTerminal, quiet, style }: ProgressOptions): Report {
  // The line that the cursor stands in, on a terminal: a step that runs, or a count that changes.
  let open: "none" | "step" | "count" = "none";
  const close = (): void => {
    if (open !== "none") write(open === "count" ? "\r\u001b[K" : "\n");
    open = "none";
  };
  const line = (text: string): void => {
    close();
    write(`${text}\n`);
  };

  function show(event: Event): void {
    switch (event.kind) {
      case "waiting":
        return line(`Waiting for another runner${event.holder === null ? "" : ` (${event.holder})`} …`);
      case "step-started": {
        if (!isTerminal) return line(runningLine(event));
        close();
        write(runningLine(event));
        open = "step";
        return undefined;
      }
      case "step-finished": {
        const took = ` ${style.faint(`(${duration(event.durationMs)})`)}`;
        if (open === "step") write(took);
        return close();
      }
      case "step-failed":
        if (open === "step") write(` ${style.bad("failed")}`);
        return close();
      case "progress":
        return showCount(event);
      case "notice":
        return line(event.level === "warning" ? `${style.warning("Warning:")} ${event.text}` : event.text);
      case "file-written":
        // The result of the command names it.
        return undefined;
    }
  }

  function showCount({ label, done, total }: Extract<Event, { kind: "progress" }>): void {
    const text = `  ${label} ${done}${total === null ? "" : `/${total}`}`;
    if (!isTerminal) {
      if (done === total) line(text);
      return;
    }
    if (open === "step") close();
    write(`\r\u001b[K${text}`);
    open = "count";
  }

  return (event) => {
    const isWarning = event.kind === "notice" && event.level === "warning";
    if (!quiet || isWarning) show(event);
  };
}

/** A span of time as people say it: `12 ms`, `3.4 s`, `2 min 5 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
