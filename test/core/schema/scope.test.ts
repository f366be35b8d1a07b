import { describe, expect, it } from "vitest";
import { exactGlob, inScope, selects } from "../../../src/core/schema/scope.ts";

describe("globs", () => {
  it.each([
    [["users"], "users", true],
    [["users"], "users2", false],
    [["auth_*"], "auth_keys", true],
    [["auth_?"], "auth_keys", false],
    [["auth_?"], "auth_k", true],
    [["!tmp_*"], "users", true],
    [["!tmp_*"], "tmp_users", false],
    [["a*", "!ab*"], "ac", true],
    [["a*", "!ab*"], "abc", false],
    [["{users,posts}_v?"], "posts_v2", true],
    [["{users,posts}_v?"], "likes_v2", false],
    [["t[0-9]"], "t4", true],
    [["t[!0-9]"], "t4", false],
    [["odd.name (1)"], "odd.name (1)", true],
    [["a.c"], "abc", false],
    [["{open"], "open", true],
    [["a-b/c$"], "a-b/c$", true],
    [[], "users", true],
  ])("%j selects %s: %s", (globs, name, expected) => {
    expect(selects(globs, [name])).toBe(expected);
  });
});

describe("the glob of one name", () => {
  it.each(["users", "a*b", "what?", "[set]", "{a,b}", "!not", "!", "a]b", "x}", "\\", "^[^a]$", ""])(
    "takes %j and none that its signs would take",
    (name) => {
      const taken = (other: string): boolean => selects([exactGlob(name)], [other]);
      expect(taken(name)).toBe(true);
      for (const other of ["a", "aab", "s", "not", "ab", "b", "whats", "x", "!!"])
        expect(taken(other)).toBe(false);
    },
  );
});

describe("a scope", () => {
  const scope = { schemas: null, tables: ["auth.*", "users"], ownTables: ["mig_version"] };

  it("takes a table by its name, or by its name with its namespace", () => {
    expect(inScope({ schema: null, name: "users" }, scope)).toBe(true);
    expect(inScope({ schema: "auth", name: "keys" }, scope)).toBe(true);
    expect(inScope({ schema: null, name: "keys" }, scope)).toBe(false);
  });

  it("never holds a table of our own", () => {
    expect(inScope({ schema: null, name: "mig_version" }, { ...scope, tables: null })).toBe(false);
  });
});
