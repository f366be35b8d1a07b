import * as fc from "fast-check";
import { expect, it } from "vitest";
import { adaptiveSize, fixedSize } from "../../src/data/batch-size.ts";

it("goes towards the size that takes as long as it should, whatever a row costs", () => {
  const costs = fc.double({ min: 0.005, max: 5, noNaN: true });
  fc.assert(
    fc.property(costs, fc.integer({ min: 1, max: 50_000 }), (msPerRow, first) => {
      let size = adaptiveSize(first, 200);
      for (let batch = 0; batch < 20; batch += 1) size = size.next(size.rows * msPerRow);
      expect(size.rows * msPerRow).toBeGreaterThan(100);
      expect(size.rows * msPerRow).toBeLessThan(300);
    }),
  );
});

it("changes by half or double at most, and stays within bounds", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 10, max: 100_000 }),
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      (rows, took) => {
        const next = adaptiveSize(rows, 200).next(took).rows;
        expect(next).toBeGreaterThanOrEqual(Math.max(10, Math.trunc(rows / 2)));
        expect(next).toBeLessThanOrEqual(Math.min(100_000, rows * 2));
      },
    ),
  );
});

it("stays as it is where it is fixed, one row at least", () => {
  expect(fixedSize(7).next(1e6).rows).toBe(7);
  expect(fixedSize(0).rows).toBe(1);
});
