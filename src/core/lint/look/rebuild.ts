import { hazard } from "../../operations/hazard.ts";
import { goneParts } from "../../schema/gone-parts.ts";
import { findTable, nameOf, renamedName } from "../../schema/lookup.ts";
import { formatName } from "../../schema/names.ts";
import { triggerOf } from "../../sql/creations.ts";
import type { Table } from "../../schema/schema.ts";
import type { Scene } from "../scene.ts";
import { after, before, callOf, type Look } from "./look.ts";

/** What goes with a table that is dropped and stands again under its name when the revision has ended. */
export const lookAtRebuild: Look = (entry, at, scene) => {
  const [dropped] = callOf(entry, "dropTable") ?? [];
  if (dropped === undefined || scene.isNew(dropped, at)) return [];
  const name = firstName(dropped, at, scene);
  const made = standsFor(name, at, scene);
  const now = findTable(scene.after, name);
  if (now === null || !scene.isNew(made, scene.entries.length)) return [];
  const old = findTable(entry.before, dropped);
  // Of a table that is not known, only one that takes its place says that it was there.
  const unknown = made === name ? [] : ["what belongs to it"];
  const gone = old === null ? unknown : goneWith(old, now, at, scene);
  return gone.length === 0
    ? []
    : [hazard("rebuild-by-hand", `${gone.join(", ")} of ${name} goes with the old table`)];
};

/** The name that a table had before the revision renamed it. */
export function firstName(table: string, at: number, scene: Scene): string {
  return before(at, scene).reduceRight((name, each) => {
    const [from, to] = callOf(each, "renameTable") ?? [];
    return from !== undefined && to !== undefined && renamedName(from, to) === name ? from : name;
  }, table);
}

function goneWith(old: Table, now: Table, at: number, scene: Scene): readonly string[] {
  const { before: start } = scene.entries[at] ?? { before: scene.after };
  const later = after(at, scene);
  // No call makes a trigger.
  const triggers = later.flatMap(({ act: { said } }) => {
    const trigger = said.sql === null ? null : triggerOf(said.sql, scene.lexical);
    return trigger?.verb === "CREATE" ? [nameOf(trigger.trigger).name] : [];
  });
  const views = later.flatMap((each) => callOf(each, "createView")?.[0].name ?? []);
  const read = start.views.filter(({ reads }) => reads.includes(formatName(old))).map(formatName);
  return [
    ...goneParts(old, start, now, scene.after)
      .filter(({ kind, name }) => kind !== "view" && !(kind === "trigger" && triggers.includes(name ?? "")))
      .map(({ text }) => text),
    ...read.filter((view) => !views.includes(view)).map((view) => `the view ${view}, which reads it,`),
  ];
}

/** The name under which the table was made that has this one in the end. */
function standsFor(name: string, at: number, scene: Scene): string {
  return after(at, scene).reduceRight((now, each) => {
    const [from, to] = callOf(each, "renameTable") ?? [];
    return from !== undefined && to !== undefined && renamedName(from, to) === now ? from : now;
  }, name);
}
