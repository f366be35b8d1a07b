import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { globalOptions, longName } from "../../src/cli/options.ts";
import { readArguments } from "../../src/cli/read-arguments.ts";
import { MigError } from "../../src/core/errors.ts";

type Row = [line: string | string[], command: string | null, values: object, globals?: object];

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
    ["-h", null, {}, { help: true }],
    ["--version", null, {}, { version: true }],
    ["upgrade a--b --lock-timeout 10.25", "upgrade", { revision: "a--b", lockTimeout: 10.25 }],
  ])("understands %j", (line, command, values, globals = {}) => {
    expect(read(line)).toEqual({ command, values, globals });
  });

  it("refuses what it does not understand, and says what to write", async () => {
    const refused = [
      "",
      "upgrad heads",
      "hist",
      "frobnicate",
      "upgrade --seql heads",
      "--jsn current",
      "current --sql",
      "current -z",
      "-z current",
      "upgrade",
      "stamp --purge",
      "upgrade a b",
      "-- current -q",
      "revision -m --key=value",
      "revision -m",
      "revision -m --autogenerate",
      "log -n --",
      "log -n analytics",
      "log -n 5x",
      "log -n x5",
      "upgrade head --lock-timeout 5s",
      "upgrade head --lock-timeout=",
      "log --status lost",
      "current --json=yes",
      "current --json=untrue",
      "current --json=trueish",
    ].map((line) => {
      let thrown: unknown;
      try {
        read(line);
      } catch (error) {
        thrown = error;
      }
      if (!(thrown instanceof MigError)) throw new Error(`${line} is understood`, { cause: thrown });
      const { code, exitCode, message, hint } = thrown;
      return `mig ${line}\n  ${exitCode} ${code}: ${message} ${hint}\n`;
    });
    await expect(refused.join("")).toMatchFileSnapshot("print/golden/refused-arguments.txt");
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
