import type { Bystanders } from "../../bystanders.ts";
import type { Connection } from "../../dialect.ts";
import { readCatalogue } from "./catalogue.ts";

/** Virtual tables and those that they keep their data in. */
export async function bystanders(connection: Connection): Promise<Bystanders> {
  const { tables, views, others } = await readCatalogue(connection);
  const relations = [...tables, ...views, ...others].map(({ name }) => ({ schema: null, name }));
  return {
    tables: others.map(({ name }) => ({
      schema: null,
      name,
      kind: "a virtual table or part of one",
      declarable: false,
    })),
    leans: [],
    occupied: [],
    unwatched: [],
    relations,
    invalidIndexes: [],
    roles: [],
    handmade: { policies: [], sequences: [] },
  };
}
