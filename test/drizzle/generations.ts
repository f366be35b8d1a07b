import { mkdirSync, mkdtempSync, realpathSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as orm from "drizzle-orm";
import * as pg from "drizzle-orm/pg-core";
import * as sqlite from "drizzle-orm/sqlite-core";
import * as orm1 from "drizzle-orm-v1";
import * as pg1 from "drizzle-orm-v1/pg-core";
import * as sqlite1 from "drizzle-orm-v1/sqlite-core";

/** A Drizzle that schema files may be written with, and a project that has it installed. */
export interface Generation {
  readonly name: "0.45" | "1.0";
  readonly orm: typeof orm;
  readonly pg: typeof pg;
  readonly sqlite: typeof sqlite;
  /** The path of a file in a project where `drizzle-orm` is this one. */
  file(name: string): string;
}

/** Both of them; 1.0 is seen through the types of 0.45, so fixtures use what both have. */
export const generations: readonly Generation[] = [
  { name: "0.45", orm, pg, sqlite, file: projectWith("drizzle-orm") },
  {
    name: "1.0",
    orm: orm1 as unknown as typeof orm,
    pg: pg1 as unknown as typeof pg,
    sqlite: sqlite1 as unknown as typeof sqlite,
    file: projectWith("drizzle-orm-v1"),
  },
];

function projectWith(installed: string): (name: string) => string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "mig-drizzle-")));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(
    resolve(import.meta.dirname, "../../node_modules", installed),
    join(folder, "node_modules/drizzle-orm"),
    "dir",
  );
  return (name) => join(folder, name);
}
