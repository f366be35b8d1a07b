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
import { cycles } from "./search.ts";
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
    return [duplicateBranchLabel(label, things, [...holders, ...named].map(placeOf))];
  });
}

function missing(revisions: readonly Revision[], byId: ById, labels: ById): MigError[] {
  return revisions.flatMap((revision) => [
    ...[...new Set(revision.downRevisions)]
      .filter((down) => !byId.has(down))
      .map((down) => missingRevision(down, revision.id, "downRevision", placeOf(revision))),
    ...[...new Set(revision.dependsOn)]
      .filter((needed) => !byId.has(needed) && !labels.has(needed))
      .map((needed) => missingRevision(needed, revision.id, "dependsOn", placeOf(revision))),
  ]);
}

function circles(byId: ById, labels: ById): MigError[] {
  const ids = [...byId.keys()];
  const down = new Map<string, readonly string[]>();
  const needs = new Map<string, readonly string[]>();
  for (const [id, same] of byId) {
    const followed = same.flatMap((revision) => revision.downRevisions);
    const needed = same
      .flatMap((revision) => revision.dependsOn)
      .map((name) => (byId.has(name) ? name : (labels.get(name)?.[0]?.id ?? name)));
    down.set(
      id,
      followed.filter((other) => byId.has(other)),
    );
    needs.set(
      id,
      [...followed, ...needed].filter((other) => byId.has(other)),
    );
  }
  const places = (members: readonly string[]): string[] =>
    members.flatMap((id) => (byId.get(id) ?? []).map(placeOf));
  const viaAll = cycles(ids, (id) => needs.get(id) ?? []);
  // Most graphs have none, and then the second search is not needed.
  const viaDown = viaAll.length === 0 ? [] : cycles(ids, (id) => down.get(id) ?? []);
  const known = new Set(viaDown.map((members) => members.join()));
  return [
    ...viaDown.map((members) => revisionCycle(members, places(members))),
    ...viaAll
      .filter((members) => !known.has(members.join()))
      .map((members) => dependencyCycle(members, places(members))),
  ];
}

function group(revisions: readonly Revision[], names: (revision: Revision) => readonly string[]): ById {
  const groups = new Map<string, Revision[]>();
  for (const revision of revisions) {
    for (const name of new Set(names(revision))) {
      const others = groups.get(name);
      if (others === undefined) groups.set(name, [revision]);
      else others.push(revision);
    }
  }
  return groups;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
