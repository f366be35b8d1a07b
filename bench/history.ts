import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The id of the n-th revision. */
export function idOf(number: number): string {
  return (number + 1).toString(16).padStart(12, "0");
}

/** Where revisions of a history hang. */
export interface Shape {
  readonly down: readonly number[];
  readonly dependsOn: readonly number[];
}

/** One after the other. */
export function line(number: number): Shape {
  return { down: number === 0 ? [] : [number - 1], dependsOn: [] };
}

/** Branches of four that are merged again, every other of which depends on a revision of the branch beside it. */
export function braid(number: number): Shape {
  const place = number % 10;
  const start = number - place;
  if (place === 0) return { down: start === 0 ? [] : [start - 1], dependsOn: [] };
  if (place === 9) return { down: [start + 4, start + 8], dependsOn: [] };
  const isFirst = place === 1 || place === 5;
  const depends = place > 5 && place % 2 === 0;
  return { down: [isFirst ? start : number - 1], dependsOn: depends ? [number - 4] : [] };
}

/** Write a project of so many revisions, each of which makes a table and an index. */
export function writeHistory(
  folder: string,
  {
    count,
    shape,
    ...settings
  }: {
    count: number;
    shape: (number: number) => Shape;
    dialect: string;
    url: string;
    transaction?: string;
  },
): void {
  mkdirSync(join(folder, "revisions"), { recursive: true });
  writeFileSync(
    join(folder, "migrate.config.ts"),
    `import { defineConfig } from "drizzle-mig";\n\nexport default defineConfig(${JSON.stringify(settings)});\n`,
  );
  for (let number = 0; number < count; number += 1) {
    const path = join(folder, "revisions", `${idOf(number)}_create_t${number}.ts`);
    writeFileSync(path, revision(number, shape(number)));
  }
}

/** What the n-th revision does, in the words of both databases. */
export function statementsOf(number: number): readonly string[] {
  return [
    `CREATE TABLE "t${number}" ("id" integer NOT NULL, "name" text, PRIMARY KEY ("id"))`,
    `CREATE INDEX "t${number}_name" ON "t${number}" ("name")`,
  ];
}

function revision(number: number, { down, dependsOn }: Shape): string {
  const ids = down.map(idOf);
  const downRevision = ids.length > 1 ? ids : (ids[0] ?? null);
  return `/**
 * create t${number}
 *
 * Revision: ${idOf(number)}
 * Revises: ${ids.join(", ")}
 * Created: 2026-11-20T09:30:00Z
 */
import type { Op } from "drizzle-mig";

export const revision = ${JSON.stringify(idOf(number))};
export const downRevision = ${JSON.stringify(downRevision)};
export const branchLabels = [];
export const dependsOn = ${JSON.stringify(dependsOn.map(idOf))};

export async function upgrade(op: Op): Promise<void> {
  await op.createTable({
    name: "t${number}",
    columns: [
      { name: "id", type: "integer", nullable: false },
      { name: "name", type: "text" },
    ],
    primaryKey: { columns: ["id"] },
  });
  await op.createIndex("t${number}", { name: "t${number}_name", columns: ["name"] });
}

export async function downgrade(op: Op): Promise<void> {
  await op.dropTable("t${number}");
}
`;
}
