/** The end of a session: known at once to all who wait for an answer of it. */
export interface Over {
  /** Why the session has ended; null while it lives. */
  reason(): unknown;
  end(reason: unknown): void;
  /** An answer, or the end of the session when that comes first. */
  before<T>(answer: Promise<T>): Promise<T>;
}

/** A session that lives. */
export function createOver(): Over {
  let reason: unknown = null;
  const waiting = new Set<(reason: unknown) => void>();
  return {
    reason: () => reason,
    end(why) {
      if (reason !== null) return;
      reason = why;
      // The driver may know more of why, and is given the time to say it.
      setTimeout(() => {
        for (const fail of waiting) fail(why);
      }, 100);
    },
    before: (answer) =>
      new Promise((resolve, reject) => {
        waiting.add(reject);
        answer.then(resolve, reject).finally(() => waiting.delete(reject));
      }),
  };
}
