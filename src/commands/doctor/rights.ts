import { accessSync, constants } from "node:fs";
import { dirname } from "node:path";
import { parseName } from "../../core/schema/names.ts";
import { codeOf } from "../../core/thrown.ts";
import type { Database, Environment } from "../../project/environment.ts";
import { fault, type Finding } from "./finding.ts";

/** What the user or role may not do that an upgrade needs. */
export async function rights(environment: Environment, database: Database): Promise<readonly Finding[]> {
  return database.dialect.name === "sqlite" ? ofFile(database) : ofRole(environment, database);
}

function ofFile({ connection: { label } }: Database): readonly Finding[] {
  return [label, dirname(label)].flatMap((path, index) => {
    try {
      if (label !== ":memory:") accessSync(path, constants.W_OK);
      return [];
    } catch (error) {
      // A file that is not there yet is made by the first run; one on a server has no path.
      if (codeOf(error) !== "EACCES" && codeOf(error) !== "EROFS") return [];
      const what =
        index === 0 ? `the file ${path}` : `in the folder ${path}, where SQLite and the lock put files`;
      const hint = "Give the right to write the file and its folder, or run as the user who has it.";
      return [fault("rights", `This user may not write ${what}.`, hint)];
    }
  });
}

async function ofRole({ settings }: Environment, { connection }: Database): Promise<readonly Finding[]> {
  const name = parseName(settings.versionTable) ?? { schema: null, name: settings.versionTable };
  const [row] = await connection.query(
    `SELECT current_user AS role, coalesce($1, current_schema()) AS schema,
            (SELECT has_schema_privilege(oid, 'CREATE') FROM pg_namespace WHERE nspname = coalesce($1, current_schema())) AS may_create,
            (SELECT count(*)::integer FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = coalesce($1, current_schema()) AND c.relkind IN ('r', 'p') AND NOT pg_has_role(c.relowner, 'USAGE')) AS others,
            (SELECT min(n.nspname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE c.relname = $2 AND c.relkind = 'r' AND $1::text IS NULL AND n.nspname <> ALL (current_schemas(false))) AS elsewhere,
            (SELECT count(*)::integer FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE c.relname = $2 AND c.relkind = 'r' AND n.nspname = ANY (current_schemas(false))) AS here`,
    [name.schema, name.name],
  );
  const role = String(row?.["role"]);
  const place = row?.["schema"] === null ? "any schema of its search_path" : String(row?.["schema"]);
  const found: Finding[] = [];
  if (row?.["may_create"] !== true)
    found.push(
      fault(
        "rights",
        `The role ${role} may not create tables in ${place}, where ${settings.versionTable} would be.`,
        `GRANT CREATE ON SCHEMA ${place} TO ${role}, or run with the role that owns the tables.`,
      ),
    );
  if (row?.["here"] === 0 && typeof row["elsewhere"] === "string")
    found.push(
      fault(
        "rights",
        `There is a table ${settings.versionTable} in ${row["elsewhere"]}, which the search_path of ${role} does not lead to.`,
        `Say versionTable: "${row["elsewhere"]}.${name.name}", or set the search_path of the role or url.`,
      ),
    );
  const others = Number(row?.["others"] ?? 0);
  if (others > 0)
    found.push(
      fault(
        "rights",
        `${others} of the tables in ${place} ${others === 1 ? "belongs" : "belong"} to roles that ${role} is no member of, so that it cannot change them.`,
        `Run with the role that owns them, or GRANT that role TO ${role}.`,
      ),
    );
  return found;
}
