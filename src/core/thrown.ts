/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The code of what was thrown: the system's, such as `ENOENT`, a driver's, or one of ours. */
export function codeOf(thrown: unknown): string | null {
  const code: unknown = thrown instanceof Error && "code" in thrown ? thrown.code : null;
  return typeof code === "string" ? code : null;
}

/** What work gives; null where it fails in a way that has a code. A fault of ours is thrown on. */
export function ifPossible<T>(work: Promise<T>): Promise<T | null> {
  return work.catch((error: unknown) => {
    if (codeOf(error) === null) throw error;
    return null;
  });
}

/** A promise whose failure is met by whoever waits for it later, or for what follows it: nobody need wait at once. */
export function unheard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** What is attempted in passing, such as to tidy up after a failure: that it fails must not hide the failure. */
export async function attempted(work: Promise<unknown> | undefined): Promise<void> {
  await work?.catch(() => undefined);
}
