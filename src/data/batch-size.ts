/** How many rows a batch has, so that it takes about as long as it should. */
export interface BatchSize {
  readonly rows: number;
  /** The size after a batch of this one that took `tookMs`. */
  next(tookMs: number): BatchSize;
}

export const defaultSize = 1000;
/** Milliseconds: a batch that takes twice as long is still hardly noticed by whoever waits for its rows. */
export const defaultTargetMs = 50;

const smallest = 10;
const largest = 100_000;

/** A size that stays. */
export function fixedSize(rows: number): BatchSize {
  const size: BatchSize = { rows: bounded(rows, 1), next: () => size };
  return size;
}

/** A size that goes towards what takes `targetMs`, at most by half or double a batch, so that one slow batch does not decide. */
export function adaptiveSize(rows: number, targetMs: number): BatchSize {
  const now = bounded(rows, smallest);
  return {
    rows: now,
    next(tookMs) {
      const factor = Math.min(2, Math.max(0.5, targetMs / Math.max(tookMs, 1)));
      return adaptiveSize(now * factor, targetMs);
    },
  };
}

function bounded(rows: number, least: number): number {
  return Math.min(largest, Math.max(least, Math.trunc(rows)));
}
