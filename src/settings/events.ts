import type { Direction } from "../core/graph/plan.ts";

/** A step that was carried out. */
export interface AppliedStep {
  readonly revision: string;
  readonly direction: Direction;
  readonly message: string;
  /** The heads of the database after it. */
  readonly heads: readonly string[];
  readonly durationMs: number;
}

/** What a run tells while it goes on; whoever listens decides how it is shown. */
export type Event =
  | { readonly kind: "waiting"; readonly holder: string | null }
  | {
      readonly kind: "step-started";
      readonly revision: string;
      readonly direction: Direction;
      readonly message: string;
      readonly from: readonly string[];
      readonly to: readonly string[];
      readonly index: number;
      readonly count: number;
    }
  | ({ readonly kind: "step-finished"; readonly index: number; readonly count: number } & AppliedStep)
  | {
      readonly kind: "step-failed";
      readonly revision: string;
      readonly direction: Direction;
      readonly message: string;
    }
  | {
      readonly kind: "progress";
      readonly label: string;
      readonly done: number;
      readonly total: number | null;
    }
  | { readonly kind: "file-written"; readonly path: string }
  | { readonly kind: "notice"; readonly level: "info" | "warning"; readonly text: string };

/** Receives the events of a run. */
export type Report = (event: Event) => void;
