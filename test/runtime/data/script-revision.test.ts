import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { upgrade } from "../../../src/commands/upgrade.ts";
import { dialects } from "../../support/project.ts";
import { createDataProject, type DataProject } from "./data-project.ts";

const scripts = `-- count what happens; on both
--
-- revision: a
-- down-revision:

-- upgrade:sqlite
CREATE TABLE t (a text); CREATE TABLE log (what text DEFAULT ';'); -- ; nothing
CREATE TRIGGER tr AFTER INSERT ON t WHEN CASE WHEN new.a = '; END' THEN 0 ELSE 1 END BEGIN
  INSERT INTO log VALUES ('one;' || new.a);
  INSERT INTO log VALUES (CASE new.a WHEN 'x' THEN 'BEGIN; x' ELSE 'END;' END); /* ; */
END;
INSERT INTO t VALUES ('x'), ('; END');

-- upgrade:postgresql
CREATE TABLE t (a text); CREATE TABLE log (what text DEFAULT ';'); -- ; nothing
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF new.a = '; END' THEN RETURN new; END IF;
  INSERT INTO log VALUES ('one;' || new.a);
  INSERT INTO log VALUES (CASE new.a WHEN 'x' THEN $$BEGIN; x$$ ELSE 'END;' END); /* ; /* ; */ */
  RETURN new;
END
$body$;
CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION noted();
DO $$ BEGIN PERFORM 1; END $$;
INSERT INTO t VALUES ('x'), (E'\\x3b END');
`;

describe.each(dialects)("a revision of raw SQL on %s", (dialect) => {
  let project: DataProject;
  beforeEach(async () => {
    project = await createDataProject(dialect);
  });
  afterEach(() => project.remove());

  it.each(["", "-- transaction: false\n"])(
    "runs strings, comments and bodies of triggers as they are meant %s",
    async (header) => {
      project.write("revisions/a.sql", scripts.replace("-- revision: a\n", `-- revision: a\n${header}`));
      await project.up();
      expect((await project.rows("SELECT what FROM log ORDER BY what")).map((row) => row["what"])).toEqual([
        "BEGIN; x",
        "one;x",
      ]);
    },
  );

  it("refuses a revision without a transaction in a run that is to be one, before anything is run", async () => {
    project.revision(
      "a",
      null,
      `export async function upgrade(op) { await op.execute("CREATE TABLE early (a integer)"); }`,
    );
    project.revision("b", "a", "", "export const transaction = false;");
    const run = upgrade(await project.open({ transaction: "run" }), { target: "heads" });
    await expect(run).rejects.toMatchObject({ code: "needs-own-transactions", details: { revision: "b" } });
    await expect(project.rows("SELECT * FROM early")).rejects.toThrow("early");
  });

  it("refuses to go back where it says no way back, and says so", async () => {
    project.write("revisions/a.sql", scripts);
    await project.up();
    await expect(project.down()).rejects.toThrow(/a\.sql has no downgrade/u);
    expect(await project.rows("SELECT count(*) AS n FROM t")).not.toEqual([]);
  });
});
