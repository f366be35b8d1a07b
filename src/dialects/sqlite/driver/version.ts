/** What a version of SQLite can do to a table without rebuilding it. */
export interface Capabilities {
  /** `DROP COLUMN`, since 3.35. */
  readonly dropColumn: boolean;
  /** `ALTER COLUMN … SET NOT NULL`, `ADD CONSTRAINT … CHECK` and `DROP CONSTRAINT`, since 3.53. */
  readonly alterConstraints: boolean;
}

/** What a version can do; null is one that is not known, which gets statements that all of them take. */
export function capabilitiesOf(version: string | null): Capabilities {
  const known = versions.get(version);
  if (known !== undefined) return known;
  const made = { dropColumn: isAtLeast(version, 3, 35), alterConstraints: isAtLeast(version, 3, 53) };
  versions.set(version, made);
  return made;
}

/** Asked for at each operation, and the same object each time, so that more can be remembered by it. */
const versions = new Map<string | null, Capabilities>();

function isAtLeast(version: string | null, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = (version ?? "3.35").split(".").map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
