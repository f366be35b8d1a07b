import { expect, expectTypeOf, it } from "vitest";
import { MigError } from "../../../src/index.ts";
import { confirmationNeeded } from "../../../src/core/errors/run.ts";
import { statementFailed } from "../../../src/core/errors/database.ts";

it("gives the details of a failure their types, once its code is known", () => {
  const error: unknown = confirmationNeeded(["table users goes with 3 rows"]);
  if (!MigError.is(error, "confirmation-needed")) expect.fail("it is none");
  expectTypeOf(error.details.reasons).toEqualTypeOf<readonly string[]>();
  expect(error.details.reasons).toEqual(["table users goes with 3 rows"]);
  expect(MigError.is(error, "statement-failed")).toBe(false);
  expect(MigError.is(new Error("x"), "statement-failed")).toBe(false);
});

it("says what is known of a statement that the database refused", () => {
  const failed = { sql: "SELECT", index: 0, position: 6, engineCode: "42601", engineHint: null };
  const error: unknown = statementFailed("syntax error", failed, null);
  if (!MigError.is(error, "statement-failed")) expect.fail("it is none");
  expectTypeOf(error.details.position).toEqualTypeOf<number | null>();
  expect(error.details).toEqual(failed);
});

it("leaves a failure of which the code is not known as it was", () => {
  const failures = (error: MigError): unknown => error.details["reasons"];
  expectTypeOf(failures).parameter(0).toEqualTypeOf<MigError>();
});
