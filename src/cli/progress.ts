import { runningLine } from "../core/running-line.ts";
import { visibleIn } from "../core/visible.ts";
import type { Event, Report } from "../settings/events.ts";
import type { Style } from "./colour.ts";

/** How a run is shown while it goes on. */
export interface ProgressOptions {
  readonly write: (text: string) => void;
  /** Lines may be completed and written over. */
  readonly isTerminal: boolean;
  /** Only warnings. */
  readonly quiet: boolean;
  readonly style: Style;
  /** Milliseconds from some fixed moment. */
  readonly now: () => number;
}

/** Where there is no terminal, a long count says where it is this often, in milliseconds. */
const lineEvery = 5000;

/** Show the events of a run as lines. */
export function createProgress({ write, isTerminal, quiet, style, now }: ProgressOptions): Report {
  // The line that the cursor is in, on a terminal: a step that runs, or a count that changes.
  let open: "none" | "step" | "count" = "none";
  let count: Count | null = null;
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
    const time = now();
    if (count === null || count.label !== label || done < count.first) {
      count = { label, first: done, since: time, said: time };
    }
    const text = `  ${label} ${done}${total === null ? "" : `/${total}`}${pace(count, { done, total, time })}`;
    if (!isTerminal) {
      if (done !== total && time - count.said < lineEvery) return;
      count.said = time;
      line(text);
      return;
    }
    if (open === "step") close();
    write(`\r\u001b[K${text}`);
    open = "count";
  }

  return (event) => {
    const isWarning = event.kind === "notice" && event.level === "warning";
    if (!quiet || isWarning) show(visibleIn(event));
  };
}

/** Something that is counted: where it began, when, and when a line last spoke of it. */
interface Count {
  readonly label: string;
  readonly first: number;
  readonly since: number;
  said: number;
}

/** The rate, and how long the rest takes at that rate; nothing before there is anything to go by. */
function pace(
  { first, since }: Count,
  { done, total, time }: { readonly done: number; readonly total: number | null; readonly time: number },
): string {
  const took = time - since;
  if (took < 500 || done <= first) return "";
  const rate = (done - first) / took;
  const left = total === null || done >= total ? "" : `, ${duration((total - done) / rate)} left`;
  return ` (${Math.round(rate * 1000)}/s${left})`;
}

/** A span of time as people say it: `12 ms`, `3.4 s`, `2 min 5 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
