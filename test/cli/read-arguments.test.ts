import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { globalOptions, longName } from "../../src/cli/options.ts";
import { readArguments } from "../../src/cli/read-arguments.ts";
import { MigError } from "../../src/core/errors.ts";

type Row = [line: string | string[], command: string, values: object, globals?: object];

const read = (line: string | string[]) => {
  const argv = typeof line === "string" ? line.split(" ").filter((token) => token !== "") : line;
  const { command, values, globals } = readArguments(argv, commands);
  return { command: command?.name ?? null, values, globals };
};

describe("readArguments", () => {
  it.each<Row>([
    ["upgrade heads", "upgrade", { revision: "heads" }],
    ["upgrade +2", "upgrade", { revision: "+2" }],
    ["downgrade -1", "downgrade", { revision: "-1" }],
    ["downgrade -- -1", "downgrade", { revision: "-1" }],
    ["downgrade -1 --dry-run", "downgrade", { revision: "-1", dryRun: true }],
    ["upgrade label@+1 --sql", "upgrade", { revision: "label@+1", sql: true }],
    ["upgrade --lock-timeout 1.5 heads", "upgrade", { revision: "heads", lockTimeout: 1.5 }],
    ["history -r -3:current", "history", { revRange: "-3:current" }],
    ["history -r-3:current", "history", { revRange: "-3:current" }],
    [
      "history --rev-range=-3:current -vi",
      "history",
      { revRange: "-3:current", verbose: true, indicateCurrent: true },
    ],
    [
      ["revision", "-m", "add a - b", "--autogenerate"],
      "revision",
      { message: "add a - b", autogenerate: true },
    ],
    [["revision", "-m", "-- look"], "revision", { message: "-- look" }],
    [["revision", "-m", "--look at this"], "revision", { message: "--look at this" }],
    [["revision", "-m=two words"], "revision", { message: "two words" }],
    [["revision", "-mtwo words"], "revision", { message: "two words" }],
    [["revision", "--message=-a = b"], "revision", { message: "-a = b" }],
    [["revision", "--message="], "revision", { message: "" }],
    ["revision --depends-on a --depends-on b", "revision", { dependsOn: ["a", "b"] }],
    ["revision --splice=false --empty=true", "revision", { empty: true }],
    ["merge heads", "merge", { revisions: ["heads"] }],
    ["stamp a b --purge c", "stamp", { revisions: ["a", "b", "c"], purge: true }],
    ["init", "init", { directory: null }],
    ["init db -t sql", "init", { directory: "db", template: "sql" }],
    ["list_templates", "templates", {}],
    ["--json current", "current", {}, { json: true }],
    ["current --json -q", "current", {}, { json: true, quiet: true }],
    ["-c a.ts -x a=1 current -xb=2", "current", {}, { config: "a.ts", x: ["a=1", "b=2"] }],
    ["-n one current", "current", {}, { name: "one" }],
    ["-n one log -n 5", "log", { last: 5 }, { name: "one" }],
    ["log --status errored --name one", "log", { status: "errored" }, { name: "one" }],
    ["-m words revision", "revision", { message: "words" }],
    ["upgrade --help", "upgrade", {}, { help: true }],
  ])("understands %j", (line, command, values, globals = {}) => {
    expect(read(line)).toEqual({ command, values, globals });
  });

  it.each<[line: string, code: string, said: RegExp]>([
    ["", "no-command", /--help/u],
    ["upgrad heads", "unknown-command", /Did you mean upgrade\?/u],
    ["hist", "unknown-command", /Did you mean history\?/u],
    ["frobnicate", "unknown-command", /^`mig --help`/u],
    ["upgrade --seql heads", "unknown-option", /Did you mean --sql\?/u],
    ["--jsn current", "unknown-option", /Did you mean --json\?/u],
    ["current --sql", "unknown-option", /`mig current --help`/u],
    ["current -z", "unknown-option", /--help/u],
    ["upgrade", "missing-argument", /^REVISION: /u],
    ["stamp --purge", "missing-argument", /^REVISIONS: /u],
    ["upgrade a b", "too-many-arguments", /--help/u],
    ["revision -m --key=value", "missing-value", /-m=TEXT/u],
    ["revision -m", "missing-value", /-m=TEXT|-m TEXT/u],
    ["revision -m --autogenerate", "missing-value", /-m TEXT/u],
    ["log -n analytics", "bad-value", /--help/u],
    ["log -n 5x", "bad-value", /--help/u],
    ["upgrade head --lock-timeout 5s", "bad-value", /--help/u],
    ["log --status lost", "bad-value", /--help/u],
    ["current --json=yes", "bad-value", /--help/u],
  ])("refuses %j as %s, with a hint", (line, code, said) => {
    let thrown: unknown;
    try {
      read(line);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(MigError);
    expect(thrown).toMatchObject({ code, exitCode: 2, hint: expect.stringMatching(said) as string });
  });

  it("reads options the same before and after the command", () => {
    const options = fc.shuffledSubarray([["--json"], ["-q"], ["--url", "x"], ["-x", "a=b"], ["--config=c"]]);
    fc.assert(
      fc.property(options, fc.nat(5), (chosen, at) => {
        const argv = [...chosen.slice(0, at).flat(), "current", ...chosen.slice(at).flat()];
        expect(read(argv)).toEqual(read(["current", ...chosen.flat()]));
      }),
    );
  });

  it("has one meaning for each letter and name of a command, and keeps -c for the configuration", () => {
    expect(commands.length).toBeGreaterThan(15);
    for (const { options, name, aliases } of commands) {
      const letters = Object.values(options).flatMap(({ short }) => short ?? []);
      expect(new Set(letters).size, name).toBe(letters.length);
      expect(letters, name).not.toContain(globalOptions.config.short);
      expect(
        Object.keys(options).filter((key) => key in globalOptions),
        name,
      ).toEqual([]);
      expect(Object.keys(options).map(longName).join(" "), name).toMatch(/^(?:--[a-z-]+ ?)*$/u);
      expect(aliases, name).not.toContain(name);
    }
    const names = commands.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
  });
});
