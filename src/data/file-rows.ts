import { createHash } from "node:crypto";
import { basename } from "node:path";
import { heaviestBatch, weightOf } from "../dialects/weight.ts";
import { readRows, type ReadOptions, type SourcedRow } from "./read-rows.ts";

/** How far the rows of files have been taken. */
export interface FileProgress {
  readonly rows: number;
  /** A hash of these rows and the names of their files, which tells whether they are still the same. */
  readonly hash: string;
}

/** The rows of files, batch by batch. */
export interface FileRows {
  /** The next rows, as many as `size` and no heavier than memory should hold; none at the end. */
  next(size: number): readonly SourcedRow[];
  /** Where the last batch has ended. */
  readonly progress: FileProgress;
}

/** Read files from the start; `hashing` keeps `progress.hash`, for those who go on from there another time. */
export function openFileRows(files: Iterable<string>, options: ReadOptions, hashing: boolean): FileRows {
  const rows = eachRow(files, options);
  const hash = createHash("sha256");
  let count = 0;
  return {
    next(size) {
      const batch: SourcedRow[] = [];
      for (let weight = 0; batch.length < size && weight < heaviestBatch;) {
        const { value, done } = rows.next();
        if (done === true) break;
        batch.push(value);
        weight += weightOf(value.row);
        count += 1;
        if (hashing) hash.update(`${basename(value.source.file)}\0${JSON.stringify(value.row)}\n`);
      }
      return batch;
    },
    get progress() {
      return { rows: count, hash: hashing ? hash.copy().digest("hex").slice(0, 16) : "" };
    },
  };
}

/** Go to where an earlier attempt had come; false when the rows up to it are not those of then. */
export function skipTo(rows: FileRows, { rows: wanted, hash }: FileProgress): boolean {
  while (rows.progress.rows < wanted) if (rows.next(wanted - rows.progress.rows).length === 0) return false;
  return rows.progress.hash === hash;
}

function* eachRow(files: Iterable<string>, options: ReadOptions): Generator<SourcedRow, undefined> {
  for (const piece of readRows(files, options)) yield* piece;
  return undefined;
}
