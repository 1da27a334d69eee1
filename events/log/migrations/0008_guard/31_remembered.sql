-- What is remembered of before a command: which objects are the log's, also where the command moves them elsewhere, and
-- what was missing already.
create function guard.remembered(out objects text[], out missing text[])
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    array(
      select format('%s.%s', d.classid, d.objid)
      from pg_namespace n
      join pg_depend d on d.refclassid = 'pg_namespace'::regclass and d.refobjid = n.oid
      where n.nspname in ('log', 'proof', 'guard')
      union all
      select format('%s.%s', 'pg_namespace'::regclass::oid, n.oid)
      from pg_namespace n
      where n.nspname in ('log', 'proof', 'guard')
    ),
    array(select log.missing())
$$;
