import type { MigError } from "../errors.ts";
import {
  dependencyCycle,
  duplicateBranchLabel,
  duplicateRevision,
  illegalBranchLabel,
  illegalRevisionId,
  missingRevision,
  revisionCycle,
} from "../errors/graph.ts";
import { cycles, isAcyclic } from "./search.ts";
import { idFault, labelFault, placeOf, type Revision } from "./revision.ts";

/** Everything that keeps these revisions from being a graph, in an order that depends on them alone. */
export function faultsOf(revisions: readonly Revision[]): readonly MigError[] {
  const sorted = revisions.toSorted((a, b) => compare(a.id, b.id) || compare(placeOf(a), placeOf(b)));
  const byId = group(sorted, (revision) => [revision.id]);
  const labels = group(sorted, (revision) => revision.branchLabels);
  return [
    ...illegalNames(sorted),
    ...duplicates(byId),
    ...clashes(labels, byId),
    ...missing(sorted, byId, labels),
    ...circles(byId, labels),
  ];
}

type ById = ReadonlyMap<string, readonly Revision[]>;

function illegalNames(revisions: readonly Revision[]): MigError[] {
  return revisions.flatMap((revision) => {
    const why = idFault(revision.id);
    const labels = revision.branchLabels.flatMap((label) => {
      const labelWhy = labelFault(label);
      return labelWhy === null ? [] : [illegalBranchLabel(label, revision.id, labelWhy, placeOf(revision))];
    });
    return why === null ? labels : [illegalRevisionId(revision.id, why, placeOf(revision)), ...labels];
  });
}

function duplicates(byId: ById): MigError[] {
  return [...byId].flatMap(([id, same]) =>
    same.length < 2 ? [] : [duplicateRevision(id, same.map(placeOf))],
  );
}

function clashes(labels: ById, byId: ById): MigError[] {
  return [...labels].flatMap(([label, holders]) => {
    const named = byId.get(label) ?? [];
    // Files with one id are one fault already, not a clash of their labels as well.
    if (new Set(holders.map((holder) => holder.id)).size + named.length < 2) return [];
    const things = [
      ...holders.map((holder) => `the label of revision ${holder.id}`),
      ...named.map((revision) => `the id of revision ${revision.id}`),
    ];
    return [duplicateBranchLabel({ label, holders: things, places: [...holders, ...named].map(placeOf) })];
  });
}

function missing(revisions: readonly Revision[], byId: ById, labels: ById): MigError[] {
  const known = (name: string): boolean => byId.has(name);
  const named = (name: string): boolean => byId.has(name) || labels.has(name);
  // Sound revisions are passed over without making anything for them.
  const unsound = revisions.filter(
    (each) => !each.downRevisions.every(known) || !each.dependsOn.every(named),
  );
  return unsound.flatMap((revision) => {
    const without = (
      relation: "downRevision" | "dependsOn",
      names: readonly string[],
      isThere: typeof known,
    ): MigError[] =>
      [...new Set(names)]
        .filter((name) => !isThere(name))
        .map((name) =>
          missingRevision({ missing: name, revision: revision.id, relation, places: [placeOf(revision)] }),
        );
    return [
      ...without("downRevision", revision.downRevisions, known),
      ...without("dependsOn", revision.dependsOn, named),
    ];
  });
}

function circles(byId: ById, labels: ById): MigError[] {
  const ids = [...byId.keys()];
  const idOf = (name: string): string => (byId.has(name) ? name : (labels.get(name)?.[0]?.id ?? name));
  const needsOf = ({ downRevisions, dependsOn }: Revision): readonly string[] =>
    dependsOn.length === 0 ? downRevisions : [...downRevisions, ...dependsOn.map(idOf)];
  const collect = (id: string, ways: (revision: Revision) => readonly string[]): readonly string[] =>
    (byId.get(id) ?? []).flatMap(ways).filter((other) => byId.has(other));
  const needed = (id: string): readonly string[] => {
    const same = byId.get(id) ?? [];
    return same.length === 1 && same[0] !== undefined ? needsOf(same[0]) : same.flatMap(needsOf);
  };
  if (isAcyclic(ids, needed)) return [];
  const places = (members: readonly string[]): string[] =>
    members.flatMap((id) => (byId.get(id) ?? []).map(placeOf));
  const viaAll = cycles(ids, (id) => collect(id, needsOf));
  const viaDown = cycles(ids, (id) => collect(id, (revision) => revision.downRevisions));
  const known = new Set(viaDown.map((members) => members.join()));
  return [
    ...viaDown.map((members) => revisionCycle({ revisions: members, places: places(members) })),
    ...viaAll
      .filter((members) => !known.has(members.join()))
      .map((members) => dependencyCycle({ revisions: members, places: places(members) })),
  ];
}

function group(revisions: readonly Revision[], names: (revision: Revision) => readonly string[]): ById {
  const groups = new Map<string, Revision[]>();
  for (const revision of revisions) {
    for (const name of names(revision)) {
      const others = groups.get(name);
      if (others === undefined) groups.set(name, [revision]);
      else if (others.at(-1) !== revision) others.push(revision);
    }
  }
  return groups;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
