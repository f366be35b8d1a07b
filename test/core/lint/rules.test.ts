import { describe, expect, it } from "vitest";
import { everyRule, ruleIds, type RuleId } from "../../../src/core/lint/every-rule.ts";
import { lintExamples, type Example } from "../../docs/lint-examples.ts";
import { findings } from "./scene-of.ts";

const examples = Object.entries(lintExamples) as [RuleId, Example][];

/** Rules that no statement of SQL meets; test/lint has them, or the tests of operations. */
const withoutExample: readonly RuleId[] = [
  "drop-computed-column",
  "drop-role",
  "rename-role",
  "role-inherits-no-more",
  "values-replaced",
  "view-rewritten",
  "schema-not-empty",
  "table-without-comment",
  "enum-rewritten",
  "application-import",
  "ignore-of-nothing",
  "ignore-without-reason",
  "no-downgrade",
  "own-danger",
  "table-rebuilt",
  "unread-body",
];

describe("a rule", () => {
  it.each(examples)("%s finds its example", async (rule, { bad, badAlone = false, ...rest }) => {
    const found = await findings({ ...rest, does: bad, transaction: !badAlone });
    expect(found.map((each) => each.rule)).toContain(rule);
  });

  it.each(examples)("%s does not find the safe form", async (rule, { good, goodAlone = false, ...rest }) => {
    const found = await findings({ ...rest, does: good, transaction: !goodAlone });
    expect(found.map((each) => each.rule)).not.toContain(rule);
  });

  it.each(examples)(
    "%s is found on its database alone",
    async (rule, { bad, badAlone = false, setup = "", facts = {} }) => {
      const { dialect } = everyRule[rule];
      if (dialect === null) return;
      const other = dialect === "sqlite" ? "postgresql" : "sqlite";
      const found = await findings({ dialect: other, setup, facts, does: bad, transaction: !badAlone });
      expect(found.map((each) => each.rule)).not.toContain(rule);
    },
  );

  it("has an example, or is known to be met by no SQL", () => {
    expect(ruleIds.filter((rule) => lintExamples[rule] === undefined).sort()).toEqual(
      [...withoutExample].sort(),
    );
  });

  it("says why and what to do in whole sentences", () => {
    for (const rule of ruleIds) {
      expect(everyRule[rule].why).toMatch(/[.]$/u);
      expect(everyRule[rule].safe).toMatch(/[.]$|^`/u);
    }
  });
});
