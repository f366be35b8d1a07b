import { commaList, type Sql, sql } from "../../sql.ts";
import { namesOfSpaces } from "../introspect/ours.ts";
import { named, operatorNamed, ownInSpace, routine, space, typeNamed } from "./surrounding-names.ts";

/** Options between commas, without those that are NULL. */
const options = (...each: readonly Sql[]): Sql => sql`concat_ws(', ', ${commaList(each)})`;

/** Aggregates, ordered-set and moving ones among them. */
export const aggregates: Sql = sql`
  SELECT 5, p.oid, 'aggregate', ${space}, p.proname,
         format('CREATE AGGREGATE %s(%s) (%s)', ${named("p.proname")}, coalesce(nullif(pg_get_function_identity_arguments(p.oid), ''), '*'), ${options(
           sql`'SFUNC = ' || ${routine("g.aggtransfn")}`,
           sql`'STYPE = ' || ${typeNamed("g.aggtranstype")}`,
           sql`'SSPACE = ' || nullif(g.aggtransspace, 0)`,
           sql`'FINALFUNC = ' || ${routine("g.aggfinalfn")}`,
           sql`CASE WHEN g.aggfinalextra THEN 'FINALFUNC_EXTRA' END`,
           sql`'COMBINEFUNC = ' || ${routine("g.aggcombinefn")}`,
           sql`'SERIALFUNC = ' || ${routine("g.aggserialfn")}`,
           sql`'DESERIALFUNC = ' || ${routine("g.aggdeserialfn")}`,
           sql`'INITCOND = ' || quote_literal(g.agginitval)`,
           sql`'MSFUNC = ' || ${routine("g.aggmtransfn")}`,
           sql`'MINVFUNC = ' || ${routine("g.aggminvtransfn")}`,
           sql`'MSTYPE = ' || ${typeNamed("g.aggmtranstype")}`,
           sql`'MFINALFUNC = ' || ${routine("g.aggmfinalfn")}`,
           sql`'MINITCOND = ' || quote_literal(g.aggminitval)`,
           sql`'SORTOP = ' || ${operatorNamed("g.aggsortop")}`,
           sql`CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END`,
           sql`CASE g.aggkind WHEN 'h' THEN 'HYPOTHETICAL' END`,
         )})
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_aggregate g ON g.aggfnoid = p.oid
   WHERE ${ownInSpace("pg_proc", "p.oid")}`;

export const operators: Sql = sql`
  SELECT 5, o.oid, 'operator', ${space}, o.oprname,
         format('CREATE OPERATOR %I.%s (%s)', n.nspname, o.oprname, ${options(
           sql`'FUNCTION = ' || ${routine("o.oprcode")}`,
           sql`'LEFTARG = ' || ${typeNamed("o.oprleft")}`,
           sql`'RIGHTARG = ' || ${typeNamed("o.oprright")}`,
           sql`'COMMUTATOR = ' || ${operatorNamed("o.oprcom")}`,
           sql`'NEGATOR = ' || ${operatorNamed("o.oprnegate")}`,
           sql`'RESTRICT = ' || ${routine("o.oprrest")}`,
           sql`'JOIN = ' || ${routine("o.oprjoin")}`,
           sql`CASE WHEN o.oprcanhash THEN 'HASHES' END`,
           sql`CASE WHEN o.oprcanmerge THEN 'MERGES' END`,
         )})
    FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
   WHERE o.oprcode <> 0 AND ${ownInSpace("pg_operator", "o.oid")}`;

/** Operator classes, with what of their families is for their type alone. */
export const operatorClasses: Sql = sql`
  SELECT 6, o.oid, 'operator class', ${space}, o.opcname,
         format('CREATE OPERATOR CLASS %s%s FOR TYPE %s USING %I AS %s', ${named("o.opcname")}, CASE WHEN o.opcdefault THEN ' DEFAULT' END,
                ${typeNamed("o.opcintype")}, m.amname, ${options(
                  sql`(SELECT string_agg(format('OPERATOR %s %s', a.amopstrategy, substr(${operatorNamed("a.amopopr")}, 10, length(${operatorNamed("a.amopopr")}) - 10)), ', ' ORDER BY a.amopstrategy)
                         FROM pg_amop a WHERE a.amopfamily = o.opcfamily AND a.amoplefttype = o.opcintype AND a.amoprighttype = o.opcintype AND a.amoppurpose = 's')`,
                  sql`(SELECT string_agg(format('FUNCTION %s %s(%s)', a.amprocnum, ${routine("a.amproc")}, pg_get_function_identity_arguments(a.amproc)), ', ' ORDER BY a.amprocnum)
                         FROM pg_amproc a WHERE a.amprocfamily = o.opcfamily AND a.amproclefttype = o.opcintype AND a.amprocrighttype = o.opcintype)`,
                  sql`'STORAGE ' || ${typeNamed("o.opckeytype")}`,
                )})
    FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace JOIN pg_am m ON m.oid = o.opcmethod
   -- The family that is made with a class would take it along.
   WHERE ${namesOfSpaces(sql`n.nspname`)}
     AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_opclass'::regclass AND d.objid = o.oid AND d.deptype = 'e')`;

export const dictionaries: Sql = sql`
  SELECT 5, t.oid, 'text search dictionary', ${space}, t.dictname,
         format('CREATE TEXT SEARCH DICTIONARY %s (TEMPLATE = %I.%I%s)', ${named("t.dictname")}, tn.nspname, tt.tmplname, ', ' || t.dictinitoption)
    FROM pg_ts_dict t JOIN pg_namespace n ON n.oid = t.dictnamespace
    JOIN pg_ts_template tt ON tt.oid = t.dicttemplate JOIN pg_namespace tn ON tn.oid = tt.tmplnamespace
   WHERE ${ownInSpace("pg_ts_dict", "t.oid")}`;

export const configurations: Sql = sql`
  SELECT 6, c.oid, 'text search configuration', ${space}, c.cfgname,
         concat_ws('; ', format('CREATE TEXT SEARCH CONFIGURATION %s (PARSER = %I.%I)', ${named("c.cfgname")}, pn.nspname, p.prsname),
           (SELECT string_agg(format('ALTER TEXT SEARCH CONFIGURATION %s ADD MAPPING FOR %I WITH %s', ${named("c.cfgname")}, k.alias, k.dictionaries), '; ')
              FROM (SELECT tt.alias, string_agg(format('%I.%I', dn.nspname, d.dictname), ', ' ORDER BY m.mapseqno) AS dictionaries
                      FROM pg_ts_config_map m JOIN ts_token_type(c.cfgparser) tt ON tt.tokid = m.maptokentype
                      JOIN pg_ts_dict d ON d.oid = m.mapdict JOIN pg_namespace dn ON dn.oid = d.dictnamespace
                     WHERE m.mapcfg = c.oid GROUP BY tt.alias) k))
    FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace
    JOIN pg_ts_parser p ON p.oid = c.cfgparser JOIN pg_namespace pn ON pn.oid = p.prsnamespace
   WHERE ${ownInSpace("pg_ts_config", "c.oid")}`;

/** Casts that somebody has made; they have neither name nor namespace. */
export const casts: Sql = sql`
  SELECT 6, c.oid, 'cast', NULL, format('%s AS %s', ${typeNamed("c.castsource")}, ${typeNamed("c.casttarget")}),
         format('CREATE CAST (%s AS %s) %s%s', ${typeNamed("c.castsource")}, ${typeNamed("c.casttarget")},
                CASE c.castmethod WHEN 'b' THEN 'WITHOUT FUNCTION' WHEN 'i' THEN 'WITH INOUT'
                     ELSE format('WITH FUNCTION %s(%s)', ${routine("c.castfunc")}, pg_get_function_identity_arguments(c.castfunc)) END,
                CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' END)
    FROM pg_cast c
   -- Those of the engine have the oids that it was built with.
   WHERE c.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass AND d.objid = c.oid AND d.deptype IN ('e', 'a', 'i'))`;
