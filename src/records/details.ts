import { unreadableDetails } from "../core/errors/journal.ts";

/** What the `details` of a journal entry hold, by its key. Throws journal-unreadable when somebody has written something else there. */
export function readDetails(
  details: string | null,
  decode?: (key: string, value: unknown) => unknown,
): Readonly<Record<string, unknown>> {
  if (details === null) return {};
  let data: unknown;
  try {
    data = JSON.parse(details, decode);
  } catch (error) {
    // JSON.parse throws for the text alone.
    throw unreadableDetails(details, error);
  }
  if (typeof data !== "object" || data === null) throw unreadableDetails(details, null);
  return data as Readonly<Record<string, unknown>>;
}
