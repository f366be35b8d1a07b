import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atStart, hashOf, readCursors, withCursors, type Cursor } from "../../src/data/cursors.ts";
import { separateParts } from "../../src/data/data-calls.ts";

const key = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  fc.bigInt(),
  fc.string(),
  fc.boolean(),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
);
const cursor = fc.record({
  at: fc.oneof(fc.constant(null), fc.nat(), fc.array(key)),
  done: fc.nat(),
  finished: fc.boolean(),
  kind: fc.constantFrom("each", "seed"),
  arguments: fc.string(),
});

describe("the cursors in the journal", () => {
  it("come back as they were kept, whatever the keys are, and leave the rest of the details alone", () => {
    fc.assert(
      fc.property(fc.array(cursor), fc.constantFrom(null, '{"backup":"here"}'), (list, details) => {
        const cursors = new Map(list.map((each, index) => [String(index), each]));
        const kept = withCursors(details, cursors);
        expect(readCursors(kept)).toEqual(cursors);
        if (details !== null) expect(JSON.parse(kept ?? "")).toMatchObject(JSON.parse(details) as object);
      }),
    );
  });

  it("are kept by the place of the call, and only for the same arguments", async () => {
    const cursorOf = (done: number): Cursor => ({ at: [done], done, finished: false });
    const changed: string[] = [];
    let before = readCursors(null);
    const attempt = async (
      calls: readonly string[],
      work: (start: Cursor, call: string) => Cursor,
    ): Promise<void> => {
      const parts = separateParts({
        before,
        keep: async (batch) => void (before = new Map(await batch(() => Promise.resolve()))),
        changed: (kind, done) => void changed.push(`${kind} ${done}`),
      });
      for (const call of calls) {
        const batches = parts.open("each", { call });
        await batches.next(async () => work(batches.start, call));
      }
    };
    await attempt(["a", "a", "b"], (_, call) => cursorOf(call === "a" ? 1 : 2));
    const starts: unknown[] = [];
    await attempt(["a", "c", "b"], (start) => {
      starts.push(start);
      return start;
    });
    expect(starts).toEqual([cursorOf(1), atStart, cursorOf(2)]);
    expect(changed).toEqual(["each 1"]);
  });

  it("tell arguments apart that JSON alone does not", () => {
    expect(hashOf([1n])).not.toBe(hashOf(["1"]));
    expect(hashOf([Buffer.from("a")])).not.toBe(hashOf([Buffer.from("b")]));
    expect(hashOf({ a: 1 })).toBe(hashOf({ a: 1 }));
  });
});
