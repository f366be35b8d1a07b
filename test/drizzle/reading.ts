import { expect } from "vitest";
import { MigError } from "../../src/core/errors.ts";
import type { Table } from "../../src/core/schema/schema.ts";
import { readSchema, type ReadOptions, type ReadSchema } from "../../src/drizzle/read-schema.ts";
import type { Generation } from "./generations.ts";

/** What a file exports. */
export type Exports = Record<string, unknown>;
type Options = Partial<ReadOptions>;

/** Read files as a project of this generation has them. */
export function read(
  generation: Generation,
  files: Exports | readonly Exports[],
  options: Options = {},
): Promise<ReadSchema> {
  const list = Array.isArray(files) ? (files as readonly Exports[]) : [files as Exports];
  const modules = list.map((exports, position) => ({
    path: generation.file(`schema${position}.ts`),
    exports,
  }));
  return readSchema(modules, { dialect: "postgresql", casing: null, ...options });
}

/** Read the first table of a file. */
export async function readTable(
  generation: Generation,
  exports: Exports,
  options: Options = {},
): Promise<Table> {
  const { schema } = await read(generation, exports, options);
  return schema.tables[0]!;
}

/** The code and message of the failure. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => new Error("nothing failed"),
    (cause: unknown) => cause,
  );
  if (!(error instanceof MigError)) throw error;
  expect(error.hint).not.toBe("");
  return `${error.code}: ${error.message}`;
}
