/**
 * The comment of policies and sequences that were made by operations. By it those are told from what somebody else
 * made by hand and Drizzle does not declare.
 */
export const mark = "made by drizzle-mig";

/** How the comment of a role begins that revisions have made; the names of their databases follow as JSON. */
export const roleMark = "made by drizzle-mig in ";
