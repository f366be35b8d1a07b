import type { Connection, Dialect } from "../dialects/dialect.ts";
import { queryIfTableExists } from "../records/own-table.ts";
import type { KitMigration } from "./read.ts";
import { sql } from "../dialects/sql.ts";

/** What kit's table says of a database. */
export interface KitRows {
  /** The migrations that have a row, by name. */
  readonly applied: ReadonlySet<string>;
  /** Those of them whose file is not as it was when it was run. */
  readonly edited: readonly string[];
  /** Rows without a file, as words. */
  readonly orphans: readonly string[];
}

/** Read kit's table and find the migration of each row: by its time, else by its hash, else by its name. */
export async function readKitRows(
  dialect: Dialect,
  connection: Connection,
  table: string,
  migrations: readonly KitMigration[],
): Promise<KitRows | null> {
  const rows = await queryIfTableExists(connection, sql`SELECT * FROM ${dialect.identifier(table)}`);
  if (rows === null) return null;
  const applied = new Set<string>();
  const edited: string[] = [];
  const orphans: string[] = [];
  for (const row of rows) {
    const said = {
      hash: text(row["hash"]),
      at: Number(row["created_at"] ?? Number.NaN),
      name: text(row["name"]),
    };
    const left = migrations.filter(({ name }) => !applied.has(name));
    const found = migrationOf(left, said);
    if (found === null) {
      orphans.push(said.name ?? `${said.hash ?? "?"} of ${timeText(said.at)}`);
      continue;
    }
    applied.add(found.name);
    if (said.hash !== null && !found.hashes.includes(said.hash)) edited.push(found.name);
  }
  return { applied, edited, orphans };
}

interface Row {
  readonly hash: string | null;
  readonly at: number;
  readonly name: string | null;
}

function migrationOf(left: readonly KitMigration[], { hash, at, name }: Row): KitMigration | null {
  const isSame = ({ hashes }: KitMigration): boolean => hash !== null && hashes.includes(hash);
  const then = left.filter(({ when, wholeSeconds }) =>
    wholeSeconds ? Math.floor(when / 1000) === Math.floor(at / 1000) : when === at,
  );
  return then.find(isSame) ?? then[0] ?? left.find(isSame) ?? left.find((each) => each.name === name) ?? null;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function timeText(at: number): string {
  return Number.isFinite(at) ? new Date(at).toISOString() : "an unknown time";
}
