import { MigError } from "../core/errors.ts";
import { planUpgrade } from "../core/graph/plan.ts";
import { messageOf } from "../core/thrown.ts";
import type { Database, Environment } from "../project/environment.ts";
import { changeText, findChangedHistory } from "../run/changed-history.ts";

/** Something that was found, and what to do about it. */
export interface Finding {
  /** What was looked at: `files`, `connection`, `history`, `journal`, `lock`, `rights`, `server`. */
  readonly check: string;
  readonly message: string;
  readonly hint: string;
}

export interface DoctorResult {
  readonly ok: boolean;
  readonly database: string | null;
  /** What was looked at. */
  readonly checks: readonly string[];
  readonly findings: readonly Finding[];
}

/** Look at everything that a run leans on, and say what is wrong and what to do. Writes nothing. */
export async function doctor(environment: Environment): Promise<DoctorResult> {
  const findings: Finding[] = [];
  const checks: string[] = [];
  const look = async (
    check: string,
    work: () => Promise<readonly Finding[]> | readonly Finding[],
  ): Promise<boolean> => {
    checks.push(check);
    try {
      findings.push(...(await work()));
      return true;
    } catch (error) {
      const hint = error instanceof MigError ? error.hint : "";
      findings.push({ check, message: messageOf(error), hint });
      return false;
    }
  };
  const hasFiles = await look("files", () => files(environment));
  let database: string | null = null;
  await look("connection", () =>
    environment.connected(
      async (opened) => {
        database = opened.connection.label;
        if (hasFiles) await look("history", () => history(environment, opened));
        await look("journal", () => journalLines(opened));
        await look("lock", () => lock(environment, opened));
        await look("rights", () => rights(environment, opened));
        await look("server", () => server(opened));
        return [];
      },
      { readOnly: true },
    ),
  );
  return { ok: findings.length === 0, database, checks, findings };
}

function files(environment: Environment): readonly Finding[] {
  const { graph } = environment.scripts();
  if (graph.realHeads.length < 2) return [];
  const message = `There are ${graph.realHeads.length} heads: ${graph.realHeads.join(", ")}.`;
  return [{ check: "files", message, hint: "Where that is not meant: mig merge heads" }];
}

async function history(environment: Environment, database: Database): Promise<readonly Finding[]> {
  const heads = await database.versionTable.read(database.connection);
  const changed = await findChangedHistory(environment, database, heads);
  const found = changed.map((each) => ({ check: "history", message: changeText(each), hint: each.hint }));
  if (changed.some(({ kind }) => kind === "unknown")) return found;
  const { graph } = environment.scripts();
  const { steps } = graph.nodes.size === 0 ? { steps: [] } : planUpgrade(graph, heads, "heads");
  if (steps.length === 0) return found;
  const message = `${steps.length} revision${steps.length === 1 ? " is" : "s are"} not applied.`;
  return [...found, { check: "history", message, hint: "mig upgrade heads" }];
}

async function journalLines({ connection, journal }: Database): Promise<readonly Finding[]> {
  const cutShort = await journal.interrupted(connection);
  return cutShort.map(({ revision, direction }) => ({
    check: "journal",
    message: `The ${direction} of ${revision} was interrupted: a part of it is done.`,
    hint: `\`mig ${direction}\` goes on with it; mig resolve ${revision} --applied or --reverted says how it stands.`,
  }));
}

async function lock(
  { settings }: Environment,
  { connection, journal }: Database,
): Promise<readonly Finding[]> {
  const holder = await connection.holder(settings.versionTable);
  if (holder !== null)
    return [
      {
        check: "lock",
        message: `The lock is held by ${holder.who}.`,
        hint: "Wait for it to finish; where it never will, mig unlock takes the lock away.",
      },
    ];
  const running = await journal.read(connection, { limit: null, status: "running" });
  return running.map(({ revision, direction, runner }) => ({
    check: "lock",
    message: `The ${direction} of ${revision} by ${runner} did not end, and its runner is gone.`,
    hint: "The next run ends its line in the journal.",
  }));
}

async function rights(
  { settings }: Environment,
  { connection, dialect }: Database,
): Promise<readonly Finding[]> {
  if (dialect.name === "sqlite") return [];
  const [row] = await connection.query(
    `SELECT current_user AS role, current_schema() AS schema,
            coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS may_create`,
  );
  if (row?.["may_create"] === true) return [];
  const place = row?.["schema"] === null ? "any schema of its search_path" : String(row?.["schema"]);
  return [
    {
      check: "rights",
      message: `The role ${String(row?.["role"])} may not create tables in ${place}, where ${settings.versionTable} would be.`,
      hint: `GRANT CREATE ON SCHEMA ${place} TO ${String(row?.["role"])}, or run with the role that owns the tables.`,
    },
  ];
}

async function server({ connection, dialect }: Database): Promise<readonly Finding[]> {
  const check = "server";
  if (dialect.name === "sqlite") {
    const broken = (await connection.query("PRAGMA quick_check(5)"))
      .map((row) => String(Object.values(row)[0]))
      .filter((text) => text !== "ok");
    return broken.map((message) => ({
      check,
      message,
      hint: "The file is damaged. Put back the last backup: mig backups",
    }));
  }
  const [row] = await connection.query(
    `SELECT current_setting('server_version_num')::integer AS version, pg_is_in_recovery() AS standby,
            current_setting('default_transaction_read_only') AS read_only`,
  );
  const invalid = await connection.query(
    `SELECT i.indexrelid::regclass::text AS name FROM pg_index i
      WHERE NOT i.indisvalid AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
        AND NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = i.indexrelid AND c.relkind = 'I')`,
  );
  return [
    ...(Number(row?.["version"]) < 140_000
      ? [
          {
            check,
            message: "The server is older than PostgreSQL 14.",
            hint: "mig is tested with 14 and newer.",
          },
        ]
      : []),
    ...(row?.["standby"] === true
      ? [{ check, message: "The server is a standby.", hint: "Connect to the primary." }]
      : []),
    ...invalid.map(({ name }) => ({
      check,
      message: `The index ${String(name)} is invalid: a build of it was interrupted.`,
      hint: `DROP INDEX CONCURRENTLY ${String(name)}, and build it again.`,
    })),
  ];
}
