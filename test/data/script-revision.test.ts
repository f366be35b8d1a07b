import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { downgrade } from "../../src/commands/downgrade.ts";
import { dialects } from "../support/project.ts";
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

  it("refuses to go back where it says no way back, and says so", async () => {
    project.write("revisions/a.sql", scripts);
    await project.up();
    await expect(project.down()).rejects.toThrow(/a\.sql has no downgrade/u);
    expect(await project.rows("SELECT count(*) AS n FROM t")).not.toEqual([]);
  });

  it("refuses a way down past one that only goes forward before anything is undone", async () => {
    project.write("revisions/a.sql", scripts);
    project.write(
      "revisions/b.sql",
      "-- revision: b\n-- down-revision: a\n-- upgrade\nCREATE TABLE notes (a text);\n-- downgrade\nDROP TABLE notes;",
    );
    await project.up();
    const environment = await project.open();
    for (const dryRun of [true, false])
      await expect(downgrade(environment, { target: "base", dryRun })).rejects.toMatchObject({
        code: "missing-body",
      });
    expect(await project.rows("SELECT count(*) AS n FROM notes")).toHaveLength(1);
  });

  it("refuses a misspelled part rather than running it with the one above", async () => {
    project.write(
      "revisions/a.sql",
      "-- revision: a\n-- down-revision:\n-- upgrade\nCREATE TABLE kept (a text);\n-- downgrade:postgres\nDROP TABLE kept;",
    );
    await expect(project.up()).rejects.toMatchObject({ code: "bad-sql-part", details: { line: 5 } });
    await expect(project.rows("SELECT * FROM kept")).rejects.toThrow("kept");
  });

  if (dialect === "postgresql")
    it.each(["COPY a FROM stdin;\n1\n\\.\n", "\\set x 1\nSELECT 1;"])(
      "refuses what only psql can run, and the journal has it: %j",
      async (sql) => {
        project.write(
          "revisions/a.sql",
          `-- revision: a\n-- down-revision:\n-- upgrade\nCREATE TABLE a (a text);\n${sql}`,
        );
        await expect(project.up()).rejects.toThrow(/psql/u);
        expect(await project.rows("SELECT status, error_message FROM mig_journal")).toEqual([
          { status: "errored", error_message: expect.stringContaining("psql") },
        ]);
      },
    );
});
