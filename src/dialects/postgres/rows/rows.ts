import type { LosslessRows } from "../../lossless-rows.ts";
import { source } from "./source.ts";
import { target } from "./target.ts";

/** Rows of PostgreSQL, whose every value has a text that gives the same value again. */
export const losslessRows: LosslessRows = { source, target };
