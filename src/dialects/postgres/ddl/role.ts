import { completeRole } from "../../../core/schema/role.ts";
import type { Role } from "../../../core/schema/schema.ts";
import { clauses, sql, type Sql } from "../../sql.ts";
import { quote } from "../identifiers.ts";
import { dollarQuoted, textLiteral } from "../literal.ts";
import { roleMark } from "../mark.ts";
import type { CompilersOf } from "./part.ts";

/**
 * Roles. All databases of a server share them, so that each says in its comment which databases have it made by
 * revisions: one that is there already is taken as it is, and goes only with the last that has use for it.
 */
export const roles: CompilersOf<"createRole" | "alterRole" | "renameRole" | "dropRole"> = {
  createRole: (spec) => () => [createRoleSql(completeRole(spec))],
  alterRole: (name, change) => () => [clauses([sql`ALTER ROLE ${quote(name)}`, ...rightsSql(change)])],
  renameRole: (from, to) => () => [
    block(sql`BEGIN
  -- Another database of the server may have had it renamed already.
  IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${textLiteral(from)})
     OR NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${textLiteral(to)}) THEN
    ALTER ROLE ${quote(from)} RENAME TO ${quote(to)};
  END IF;
END`),
  ],
  dropRole: (name, options) => () => [dropRoleSql(name, options?.madeHere === true)],
};

function createRoleSql(role: Role): Sql {
  const name = quote(role.name);
  const rights = rightsSql(role);
  return block(sql`DECLARE
  there record;
  made boolean := false;
  users jsonb;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${textLiteral(role.name)}) THEN
    BEGIN
      ${clauses([sql`CREATE ROLE ${name}`, ...rights])};
      made := true;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      -- Another database of the server has just made it.
    END;
  END IF;
  SELECT r.*, pg_catalog.shobj_description(r.oid, 'pg_authid') AS comment INTO there
    FROM pg_catalog.pg_roles r WHERE r.rolname = ${textLiteral(role.name)};
  IF made THEN
    users := '[]';
  ELSIF starts_with(there.comment, ${textLiteral(roleMark)}) THEN
    users := substr(there.comment, ${roleMark.length + 1})::jsonb;
  ELSIF there.rolcreatedb <> ${role.createDb ? sql`true` : sql`false`} OR there.rolcreaterole <> ${role.createRole ? sql`true` : sql`false`} OR there.rolinherit <> ${role.inherit ? sql`true` : sql`false`} THEN
    RAISE EXCEPTION USING ERRCODE = 'duplicate_object',
      MESSAGE = format('role %I is there already, and is not what the revision makes', there.rolname),
      DETAIL = format('It has createDb %s, createRole %s and inherit %s.', there.rolcreatedb, there.rolcreaterole, there.rolinherit),
      HINT = 'Give it these rights by ALTER ROLE, or declare it as it is.';
  END IF;
  IF users IS NOT NULL AND NOT users ? current_database() THEN
    BEGIN
      EXECUTE format('COMMENT ON ROLE %I IS %L', there.rolname, ${textLiteral(roleMark)} || (users || jsonb_build_array(current_database()))::text);
    EXCEPTION WHEN insufficient_privilege THEN
      -- A role of which this one may not speak may not be dropped by it either.
    END;
  END IF;
END`);
}

function dropRoleSql(name: string, madeHere: boolean): Sql {
  const ifAbsent = madeHere
    ? sql`RETURN;`
    : sql`RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('role %I does not exist', ${textLiteral(name)});`;
  return block(sql`DECLARE
  there record;
  users jsonb := '[]';
  others text;
BEGIN
  SELECT r.oid, r.rolname, pg_catalog.shobj_description(r.oid, 'pg_authid') AS comment INTO there
    FROM pg_catalog.pg_roles r WHERE r.rolname = ${textLiteral(name)};
  IF NOT FOUND THEN
    ${ifAbsent}
  END IF;
  IF starts_with(there.comment, ${textLiteral(roleMark)}) THEN
    users := substr(there.comment, ${roleMark.length + 1})::jsonb;
  END IF;
  SELECT coalesce(jsonb_agg(u.name ORDER BY u.place), '[]') INTO users
    FROM jsonb_array_elements_text(users) WITH ORDINALITY u(name, place)
   WHERE EXISTS (SELECT FROM pg_catalog.pg_database d WHERE d.datname = u.name);
${
  madeHere
    ? sql`  -- Where it was there before, by hand or by another database, it stays.
  IF NOT users ? current_database() THEN
    RETURN;
  END IF;
  IF users ->> 0 <> current_database() THEN
    EXECUTE format('COMMENT ON ROLE %I IS %L', there.rolname, ${textLiteral(roleMark)} || (users - current_database())::text);
    RETURN;
  END IF;
`
    : ""
}  SELECT string_agg(u.name, ', ') INTO others FROM jsonb_array_elements_text(users - current_database()) u(name);
  IF others IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'object_in_use',
      MESSAGE = format('role %I is not dropped: revisions of another database of the server make it too', there.rolname),
      DETAIL = format('It is used by: %s.', others),
      HINT = 'Take it back there first, or leave it.';
  END IF;
  -- DROP ROLE itself refuses whatever is owned or granted; memberships it would take away without a word.
  SELECT string_agg(format(CASE WHEN m.roleid = there.oid THEN '%s is a member of it' ELSE 'it is a member of %s' END,
                           CASE WHEN m.roleid = there.oid THEN m.member::regrole ELSE m.roleid::regrole END), ', ')
    INTO others FROM pg_catalog.pg_auth_members m
   WHERE there.oid IN (m.roleid, m.member)
     -- Who makes a role gets to administer it, from PostgreSQL 16 on.
     AND NOT (m.roleid = there.oid AND m.admin_option AND m.grantor = 10 AND m.member = (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = current_user));
  IF others IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'object_in_use',
      MESSAGE = format('role %I is not dropped: its memberships would be lost', there.rolname),
      DETAIL = others,
      HINT = 'Revoke them first, in the same revision.';
  END IF;
  DROP ROLE ${quote(name)};
END`);
}

function rightsSql({ createDb, createRole, inherit }: Partial<Role>): readonly Sql[] {
  return [
    ...(createDb === undefined ? [] : [createDb ? sql`CREATEDB` : sql`NOCREATEDB`]),
    ...(createRole === undefined ? [] : [createRole ? sql`CREATEROLE` : sql`NOCREATEROLE`]),
    ...(inherit === undefined ? [] : [inherit ? sql`INHERIT` : sql`NOINHERIT`]),
  ];
}

function block(body: Sql): Sql {
  return sql`DO ${dollarQuoted(sql` ${body} `)}`;
}
