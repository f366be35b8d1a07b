import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { restoreFailed } from "../../../core/errors/backup.ts";
import { notTouched, verifyFile } from "../../backup-file.ts";
import type { Backup, Connection, RestoreRequest, Restoration, Statement } from "../../dialect.ts";
import { copies } from "../introspect/ours.ts";
import { inline } from "../ddl/inline.ts";
import { textLiteral } from "../literal.ts";
import { parts } from "../identifiers.ts";
import { planClearing, type Clearing, type Dropped } from "./clear.ts";
import { outputOf, pipeToPsql, programTarget, run, type ProgramTarget } from "./programs.ts";
import { type Sql, sql } from "../../sql.ts";

/** Look at a dump: read it through, and find what of the database it does not have. */
export async function prepareDump(
  connection: Connection,
  backup: Backup,
  request: RestoreRequest,
): Promise<Restoration> {
  const { place } = backup;
  const { url, env } = request;
  if (url === null)
    throw restoreFailed(place, "pg_restore and psql need a url", "Give the url of the database.");
  await verifyFile(backup);
  const list = await readThrough(backup);
  const heads = await headsOf(place, list, request.versionTable);
  const clearing = await planClearing(connection, list);
  if (clearing.outside.length > 0)
    throw restoreFailed(
      place,
      `what stays depends on what would be dropped: ${clearing.outside.join("; ")}`,
      "Nothing was changed. Drop these first, if they are not needed any more.",
    );
  return {
    heads,
    newer: await newerThan(connection, list, clearing.dropped),
    run: (additions) => putBack(connection, { place, list, clearing, additions }, programTarget(url, env)),
    discard: () => Promise.resolve(),
  };
}

/** The list of a dump that can be read to its end. */
async function readThrough({ place, checksum }: Backup): Promise<string> {
  try {
    const { stdout } = await run("pg_restore", ["--list", place], { maxBuffer: 2 ** 30 });
    // What has its checksum is whole; of others only reading it all tells.
    if (checksum === undefined) await run("pg_restore", [`--file=${devNull}`, place]);
    return stdout;
  } catch (error) {
    // The program is all that is used here, and its message is reported.
    throw restoreFailed(place, outputOf(error), notTouched, error);
  }
}

async function headsOf(place: string, list: string, versionTable: string): Promise<readonly string[] | null> {
  const { schema, name } = parts(versionTable);
  const isListed = list
    .split("\n")
    .some(
      (line) =>
        line.includes(` TABLE DATA ${schema === null ? "" : `${schema} ${name} `}`) &&
        line.includes(` ${name} `),
    );
  if (!isListed) return null;
  const where = [...(schema === null ? [] : [`--schema=${schema}`]), `--table=${name}`];
  const { stdout } = await run("pg_restore", ["--data-only", ...where, "--file=-", place]);
  const rows = /^COPY [^\n]* FROM stdin;\n([\s\S]*?)^\\\.$/mu.exec(stdout)?.[1] ?? "";
  return rows.split("\n").filter((row) => row !== "");
}

async function newerThan(
  connection: Connection,
  list: string,
  dropped: readonly Dropped[],
): Promise<readonly string[]> {
  const newer = dropped.filter(({ kind, space, name }) => !list.includes(` ${kind} ${space} ${name} `));
  const lost: string[] = [];
  for (const { kind, space, name, identity } of newer) {
    const short = ["public", "-"].includes(space) ? name : `${space}.${name}`;
    const rows = kind === "TABLE" ? ` (${await counted(connection, identity)})` : "";
    lost.push(`${kind.toLowerCase()} ${short}${rows}`);
  }
  return lost;
}

async function counted(connection: Connection, table: Sql): Promise<string> {
  const [row] = await connection.query(sql`SELECT count(*) AS count FROM ${table}`);
  return `${String(row?.["count"])} row${String(row?.["count"]) === "1" ? "" : "s"}`;
}

interface Prepared {
  readonly place: string;
  readonly list: string;
  readonly clearing: Clearing;
  readonly additions: readonly Statement[];
}

/** In one transaction everything that the dump has is dropped, then made again by the dump's own statements. */
async function putBack(
  connection: Connection,
  { place, list, clearing: { statements, keptExtensions, keptSpaces }, additions }: Prepared,
  target: ProgramTarget,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "mig-restore-"));
  try {
    const [row] = await connection.query(
      "SELECT current_setting('lock_timeout') AS patience, current_setting('server_version_num')::integer / 10000 AS major",
    );
    const wanted = join(folder, "list");
    writeFileSync(wanted, withoutKept(list, keptExtensions, keptSpaces));
    const before = [
      "BEGIN",
      "SET LOCAL client_min_messages = warning",
      `SET LOCAL lock_timeout = ${textLiteral(String(row?.["patience"]))}`,
      ...statements,
    ];
    await pipeToPsql(["pg_restore", [`--use-list=${wanted}`, "--file=-", place]], target, {
      before: before.map((text) => `${text};\n`).join(""),
      // The dump's own statements have emptied the search path.
      end: ["RESET search_path", ...additions.map((addition) => inline(addition.sql, addition.params))]
        .map((text) => `${text};\n`)
        .join(""),
      after: "COMMIT;\n",
      // Newer programs than 16 set what older servers do not know.
      edit: (start) =>
        Number(row?.["major"]) < 17 ? start.replace(/^SET transaction_timeout = 0;\n/mu, "") : start,
    });
  } catch (error) {
    // The programs are all that is used here, and their message is reported.
    throw restoreFailed(
      place,
      outputOf(error),
      "Nothing was changed: it is done in one transaction. See what the database says, then try again.",
      error,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The list without what is there already, and without copies of tables that are backups themselves. */
function withoutKept(list: string, extensions: readonly string[], spaces: readonly string[]): string {
  const kept = [
    ...extensions.flatMap((name) => [` EXTENSION - ${name} `, ` COMMENT - EXTENSION ${name} `]),
    ...spaces.map((name) => ` SCHEMA - ${name} `),
    // Nobody drops these in a transaction.
    " SUBSCRIPTION - ",
    " COMMENT - SUBSCRIPTION ",
  ];
  const isCopy = new RegExp(`^\\d+; \\d+ \\d+ (?:SCHEMA -|[A-Z ]+?|ACL - SCHEMA) ${copies}`, "u");
  return list
    .split("\n")
    .filter((line) => !isCopy.test(line) && !kept.some((each) => `${line} `.includes(each)))
    .join("\n");
}
