import { describe, expect, it } from "vitest";
import { sparingRoles } from "../../../src/dialects/postgres/driver/scratch-roles.ts";

describe("SQL on a scratch database", () => {
  it.each([
    ["CREATE TABLE t (role text)", "CREATE TABLE t (role text)"],
    ["GRANT SELECT ON t TO editor", "GRANT SELECT ON t TO editor"],
    ["CREATE USER MAPPING FOR editor SERVER s", "CREATE USER MAPPING FOR editor SERVER s"],
    ["ALTER ROLE editor SUPERUSER", "SELECT 1"],
    ["drop user if exists editor", "SELECT 1"],
    ["REASSIGN OWNED BY editor TO writer", "SELECT 1"],
    ["GRANT editor TO writer", "SELECT 1"],
    ["/* a role */ REVOKE editor FROM writer; CREATE TABLE t ()", "CREATE TABLE t ()"],
  ])("leaves of %s: %s", (script, left) => {
    expect(sparingRoles(script, "mig_scratch_x")).toBe(left);
  });

  it("makes roles only where they are missing, and marks them", () => {
    const script = sparingRoles(`CREATE ROLE "E'x" NOLOGIN; GRANT SELECT ON t TO "E'x"`, "mig_scratch_x");
    expect(script).toContain(`rolname = 'E''x'`);
    expect(script).toContain(`EXECUTE 'CREATE ROLE "E''x" NOLOGIN'`);
    expect(script).toContain(`COMMENT ON ROLE "E'x" IS 'made on the scratch database mig_scratch_x'`);
    expect(script).toMatch(/GRANT SELECT ON t TO "E'x"$/u);
  });
});
