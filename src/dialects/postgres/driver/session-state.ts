import { sql } from "../../sql.ts";
import { dollarQuoted } from "../literal.ts";

/** Brings a session that is ours alone back to how it was opened, with these settings of ours. */
export function asOpened(settings: readonly (readonly [name: string, value: string])[]): string {
  return [
    "SET SESSION AUTHORIZATION DEFAULT",
    "RESET ROLE",
    "RESET ALL",
    ...settings.map(([name, value]) => `SET ${name} = '${value}'`),
  ].join("; ");
}

/** What a step may leave in a session of ours apart from settings; not for the middle of a transaction. */
export const leftovers = "CLOSE ALL; UNLISTEN *; DISCARD TEMP";

const temporary = `SELECT c.oid FROM pg_catalog.pg_class c
  WHERE c.relnamespace OPERATOR(pg_catalog.=) pg_catalog.pg_my_temp_schema() AND c.relkind IN ('r', 'p', 'v')`;

/** Notes in a transaction, for as long as it lasts, what a session that others use too has set. */
export const noteState: string = `SELECT pg_catalog.set_config('mig.before', pg_catalog.json_build_object(
  'role', pg_catalog.current_setting('role'), 'user', session_user,
  'settings', (SELECT coalesce(pg_catalog.json_object_agg(name, setting), '{}') FROM pg_catalog.pg_settings WHERE source = 'session'),
  'temporary', ARRAY(${temporary}))::pg_catalog.text, true)`;

/**
 * Notes in the same transaction what settings of the application's own are (`app.tenant`) that a statement names which
 * is about to be sent, since the server lists them nowhere; null where it names none.
 */
export function noteCustom(statement: string, params: readonly unknown[]): string | null {
  if (!/\bset\b|set_config/iu.test(statement)) return null;
  const said = [...statement.matchAll(customName)].map(([, name = ""]) => name);
  const given = params.filter((each): each is string => typeof each === "string" && wholeName.test(each));
  const names = [...new Set([...said, ...given])];
  if (names.length === 0) return null;
  const list = names.map((name) => `'${name}'`).join(", ");
  return `SELECT pg_catalog.set_config('mig.custom', (${noted}
      OPERATOR(pg_catalog.||) coalesce((SELECT pg_catalog.jsonb_object_agg(n, pg_catalog.current_setting(n, true))
        FROM pg_catalog.unnest(ARRAY[${list}]) AS n WHERE NOT (${noted} OPERATOR(pg_catalog.?) n)), '{}'))::pg_catalog.text, true)`;
}

const noted = `coalesce(nullif(pg_catalog.current_setting('mig.custom', true), ''), '{}')::pg_catalog.jsonb`;
/** What is found in vain is set to what it is. */
const customName = /(?:\bset\s+(?:session\s+)?|set_config\s*\(\s*e?')([a-z_]\w*(?:\.[a-z_]\w*)+)/giu;
const wholeName = /^[a-z_]\w*(?:\.[a-z_]\w*)+$/iu;

/** Takes back in the same transaction what was set since then, and drops the temporary tables that were made. */
export const backToNoted: string = `DO ${dollarQuoted(sql`
DECLARE
  was pg_catalog.json := pg_catalog.current_setting('mig.before')::pg_catalog.json;
  each pg_catalog.record;
BEGIN
  IF session_user OPERATOR(pg_catalog.<>) (was OPERATOR(pg_catalog.->>) 'user')::pg_catalog.name THEN
    PERFORM pg_catalog.set_config('session_authorization', was OPERATOR(pg_catalog.->>) 'user', false);
  END IF;
  IF pg_catalog.current_setting('role') OPERATOR(pg_catalog.<>) (was OPERATOR(pg_catalog.->>) 'role') THEN
    PERFORM pg_catalog.set_config('role', was OPERATOR(pg_catalog.->>) 'role', false);
  END IF;
  PERFORM pg_catalog.set_config('search_path', 'pg_catalog', true);
  FOR each IN
    SELECT coalesce(s.name, b.key) AS name, b.value AS before
      FROM (SELECT name, setting FROM pg_settings WHERE source = 'session') s
      FULL JOIN json_each_text(was -> 'settings') b ON b.key = s.name
     WHERE s.setting IS DISTINCT FROM b.value AND coalesce(s.name, b.key) NOT LIKE 'transaction\\_%'
  LOOP
    IF each.before IS NULL THEN EXECUTE format('RESET %I', each.name);
    ELSE PERFORM set_config(each.name, each.before, false);
    END IF;
  END LOOP;
  FOR each IN
    SELECT key AS name, value AS before FROM jsonb_each_text(coalesce(nullif(current_setting('mig.custom', true), ''), '{}')::jsonb)
     WHERE coalesce(current_setting(key, true), '') <> coalesce(value, '')
  LOOP
    PERFORM set_config(each.name, coalesce(each.before, ''), false);
  END LOOP;
  FOR each IN
    SELECT c.oid::regclass AS name, c.relkind = 'v' AS is_view
      FROM pg_class c WHERE c.oid IN (${temporary}) AND c.oid::text NOT IN (SELECT json_array_elements_text(was -> 'temporary'))
  LOOP
    EXECUTE format('DROP %s IF EXISTS %s CASCADE', CASE WHEN each.is_view THEN 'VIEW' ELSE 'TABLE' END, each.name);
  END LOOP;
END `)}`;
