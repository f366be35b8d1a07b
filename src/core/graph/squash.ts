import { unique } from "../collections.ts";
import type { MigError } from "../errors.ts";
import { badSquash } from "../errors/squash.ts";
import { cycles } from "./search.ts";
import { placeOf, type Revision } from "./revision.ts";

/** The revisions of a graph once it is chosen what stands for what. */
export interface Chosen {
  readonly revisions: readonly Revision[];
  /** The revision that stands for one that was left out; having applied one is having applied the other. */
  readonly aliases: ReadonlyMap<string, string>;
  /** How the version table names a revision, where that is by the squash that it completes. */
  readonly storedAs: ReadonlyMap<string, string>;
}

/**
 * Choose, for each squashed revision, itself or the chain that it replaces: the chain for the ids in
 * `expanded`, as far as its files are there. What follows the one that is left out follows the other.
 */
export function chooseSquashes(revisions: readonly Revision[], expanded: ReadonlySet<string>): Chosen {
  if (!revisions.some(isSquash)) return { revisions, aliases: new Map(), storedAs: new Map() };
  const squashes = squashesOf(revisions);
  const isExpanded = (id: string): boolean => expanded.has(id) && squashes.isWhole(id);
  const standIn = (id: string): string => {
    const outermost = ownersOf(squashes, id).findLast((owner) => !isExpanded(owner)) ?? id;
    return lowered(squashes, outermost, isExpanded);
  };
  const alive = revisions.filter(({ id }) => standIn(id) === id);
  const carried = labelsOfTheOthers(revisions, alive, standIn);
  const ids = new Set(revisions.flatMap(({ id, replaces }) => [id, ...replaces]));
  const aliases = new Map<string, string>();
  for (const id of ids)
    if (standIn(id) !== id && isTopOf(squashes, id, standIn(id))) aliases.set(id, standIn(id));
  const named = alive.map(({ id }) => [id, nameInTable(squashes, id)] as const);
  return {
    revisions: alive.map((revision) => ({
      ...revision,
      downRevisions: others(revision.downRevisions, standIn, revision.id),
      dependsOn: others(revision.dependsOn, standIn, revision.id),
      branchLabels: [...revision.branchLabels, ...(carried.get(revision.id) ?? [])],
    })),
    aliases,
    storedAs: new Map(named.filter(([id, stored]) => id !== stored)),
  };
}

/** The squashed revisions whose replaced files are all there, so that either form can be chosen. */
export function wholeSquashes(revisions: readonly Revision[]): readonly Revision[] {
  const squashes = revisions.filter(isSquash);
  if (squashes.length === 0) return [];
  const { isWhole } = squashesOf(revisions);
  return squashes.filter(({ id }) => isWhole(id));
}

/** What is wrong with the names in `replaces`, whatever the graph. */
export function replacementFaults(revisions: readonly Revision[]): readonly MigError[] {
  const squashes = revisions.filter(isSquash);
  if (squashes.length === 0) return [];
  const replaces = new Map(squashes.map((squash) => [squash.id, squash.replaces]));
  const circles = cycles([...replaces.keys()], (id) => replaces.get(id) ?? []).flat();
  const owners = new Map<string, string>();
  return squashes.flatMap((squash) => {
    if (circles.includes(squash.id)) return [badSquash(squash.id, "it replaces itself", placeOf(squash))];
    return squash.replaces.flatMap((id) => {
      const other = owners.get(id);
      owners.set(id, squash.id);
      return other === undefined || other === squash.id
        ? []
        : [badSquash(squash.id, `${id} is replaced by ${other} already`, placeOf(squash))];
    });
  });
}

function isSquash({ replaces }: Revision): boolean {
  return replaces.length > 0;
}

interface Squashes {
  /** By replaced revision, the squash that names it. */
  readonly owners: ReadonlyMap<string, string>;
  /** By squash, the last revision that it replaces, which all others lead to. */
  readonly tops: ReadonlyMap<string, string>;
  readonly isWhole: (id: string) => boolean;
}

function squashesOf(revisions: readonly Revision[]): Squashes {
  const byId = new Map(revisions.map((revision) => [revision.id, revision]));
  const owners = new Map(revisions.flatMap(({ id, replaces }) => replaces.map((each) => [each, id])));
  const tops = new Map(
    revisions.flatMap(({ id, replaces }) => {
      const top = replaces.at(-1);
      return top === undefined ? [] : [[id, top]];
    }),
  );
  return { owners, tops, isWhole: (id) => byId.get(id)?.replaces.every((each) => byId.has(each)) ?? false };
}

/** The squashes that a revision is part of, the innermost first. */
function ownersOf({ owners }: Squashes, id: string): readonly string[] {
  const found: string[] = [];
  for (let owner = owners.get(id); owner !== undefined; owner = owners.get(owner)) found.push(owner);
  return found;
}

function lowered({ tops }: Squashes, id: string, isExpanded: (id: string) => boolean): string {
  let at = id;
  for (let top = tops.get(at); top !== undefined && isExpanded(at); top = tops.get(at)) at = top;
  return at;
}

/** Whether one of the two is the squash, and the other the last revision of it. */
function isTopOf(squashes: Squashes, id: string, other: string): boolean {
  return nameInTable(squashes, id) === nameInTable(squashes, other);
}

function nameInTable({ owners, tops }: Squashes, id: string): string {
  let at = id;
  for (let owner = owners.get(at); owner !== undefined && tops.get(owner) === at; owner = owners.get(at))
    at = owner;
  return at;
}

function others(ids: readonly string[], standIn: (id: string) => string, self: string): readonly string[] {
  return unique(ids.map(standIn)).filter((id) => id !== self);
}

/** Labels of what is left out go to what stands in for it, unless they are there already. */
function labelsOfTheOthers(
  revisions: readonly Revision[],
  alive: readonly Revision[],
  standIn: (id: string) => string,
): ReadonlyMap<string, readonly string[]> {
  const there = new Set(alive.flatMap(({ branchLabels }) => branchLabels));
  const carried = new Map<string, string[]>();
  for (const { id, branchLabels } of revisions) {
    if (standIn(id) === id) continue;
    const missing = branchLabels.filter((label) => !there.has(label));
    for (const label of missing) there.add(label);
    carried.set(standIn(id), [...(carried.get(standIn(id)) ?? []), ...missing]);
  }
  return carried;
}
