/**
 * What may hurt: rows or values are lost, the statement fails on what rows hold, writers wait for long, or
 * code that knows the old structure stops working.
 */
export type HazardKind = "data-loss" | "may-fail" | "lock" | "breaking";

/** Something that may hurt, in one sentence without its full stop. */
export interface Hazard {
  readonly kind: HazardKind;
  readonly text: string;
}

/** Rows or values are lost. */
export const dataLoss = (text: string): Hazard => ({ kind: "data-loss", text });
/** The statement fails on what rows hold. */
export const mayFail = (text: string): Hazard => ({ kind: "may-fail", text });
/** Writers wait for long. */
export const lock = (text: string): Hazard => ({ kind: "lock", text });
/** Code that knows the old structure stops working. */
export const breaking = (text: string): Hazard => ({ kind: "breaking", text });
