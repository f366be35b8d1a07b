import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { count, writeProject } from "./check.ts";
import { interleave, ratios, type Contender } from "./measure.ts";
import { startPostgres } from "./postgres.ts";
import { mig, must, root, type Scenario } from "./scenario.ts";

/** Writing revisions on PostgreSQL: all tables of a schema, and one change among them; with the proof, and without. */
export const autogenerate: Scenario = {
  name: "autogenerate on PostgreSQL",
  async run({ folder, rounds }) {
    const server = await startPostgres();
    try {
      const [fresh, made] = [join(folder, "fresh"), join(folder, "made")];
      await server.create("fresh");
      await server.create("made");
      writeProject(fresh, server.url("fresh"));
      writeProject(made, server.url("made"));
      must(made, mig("revision", "--autogenerate", "--no-proof", "-m", "all"));
      must(made, mig("upgrade", "head", "--quiet"));
      const schema = join(made, "schema.ts");
      writeFileSync(
        schema,
        readFileSync(schema, "utf8").replace(
          'note: text("note"),',
          'note: text("note"),\n  more: text("more"),',
        ),
      );
      const write = (name: string, at: string, ...options: readonly string[]): Contender => ({
        name,
        command: mig("revision", "--autogenerate", "-m", "work", ...options),
        folder: at,
        before: () => forget(at),
      });
      const all = `${count} new tables`;
      const one = `a change of one table among ${count}`;
      const contenders = [
        write(`${all}, without the proof`, fresh, "--no-proof"),
        write(all, fresh),
        {
          name: "drizzle-kit generate",
          command: [join(root, "node_modules/.bin/drizzle-kit"), "generate"],
          folder: fresh,
          before: () => rmSync(join(fresh, "drizzle"), { recursive: true, force: true }),
        } as const,
        write(`${one}, without the proof`, made, "--no-proof"),
        write(one, made),
      ];
      const times = await interleave(contenders, Math.max(1, Math.floor(rounds / 5)));
      return [
        ...ratios(times, all, { [`${all}, without the proof`]: null, "drizzle-kit generate": null }),
        ...ratios(times, one, { [`${one}, without the proof`]: 1.5 }),
      ];
    } finally {
      await server.stop();
    }
  },
};

/** Take away the revision that was written last, but not the one that the tables were made by. */
function forget(folder: string): void {
  const revisions = join(folder, "revisions");
  for (const file of readdirSync(revisions)) if (file.endsWith("_work.ts")) rmSync(join(revisions, file));
}
