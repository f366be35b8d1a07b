import { type Sql, type SqlText, sql } from "../../sql.ts";
import { namesOfSpaces } from "../introspect/ours.ts";

/** Whether an object of a catalogue is somebody's own: no part of an extension, of a column or of another object. */
const own = <const C extends string, const O extends string>(catalogue: SqlText<C>, oid: SqlText<O>): Sql =>
  sql`NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = '${catalogue}'::regclass AND d.objid = ${oid} AND d.deptype IN ('e', 'a', 'i'))`;

/** The same, in a namespace `n` that is nobody else's. */
export const ownInSpace = <const C extends string, const O extends string>(
  catalogue: SqlText<C>,
  oid: SqlText<O>,
): Sql => sql`${namesOfSpaces(sql`n.nspname`)} AND ${own(catalogue, oid)}`;

/** The namespace `n` as the core model has it. */
export const space: Sql = sql`nullif(n.nspname, coalesce(current_schema(), 'public'))`;

/** A name in the namespace `n`, in full. */
export const named = <const T extends string>(name: SqlText<T>): Sql =>
  sql`format('%I.%I', n.nspname, ${name})`;

/** A function in full, by its oid; NULL where there is none. */
export const routine = <const T extends string>(oid: SqlText<T>): Sql =>
  sql`(SELECT format('%I.%I', rn.nspname, r.proname) FROM pg_proc r JOIN pg_namespace rn ON rn.oid = r.pronamespace WHERE r.oid = ${oid})`;

/** An operator in full, by its oid; NULL where there is none. */
export const operatorNamed = <const T extends string>(oid: SqlText<T>): Sql =>
  sql`(SELECT format('OPERATOR(%I.%s)', rn.nspname, r.oprname) FROM pg_operator r JOIN pg_namespace rn ON rn.oid = r.oprnamespace WHERE r.oid = ${oid})`;

/** A type in full, by its oid; NULL where there is none. */
export const typeNamed = <const T extends string>(oid: SqlText<T>): Sql =>
  sql`format_type(nullif(${oid}, 0), NULL)`;
