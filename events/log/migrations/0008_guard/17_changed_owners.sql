-- Whose the log is: a line for each table and function that belongs to another than the schema's owner. The functions
-- that write are `okr_append`'s, with whose rights they run.
create function log.changed_owners()
returns setof text
language sql
stable
as $$
  select format(
    '%1$s belongs to %2$s: alter table %1$s owner to %3$s', c.oid, (c.relation).relowner::regrole, c.owner::regrole
  )
  from log.relations() c
  where (c.relation).relowner <> c.owner
  union all
  select format(
    '%1$s belongs to %2$s: alter function %1$s owner to %3$s',
    p.oid::regprocedure,
    p.proowner::regrole,
    s.nspowner::regrole
  )
  from pg_proc p
  join pg_namespace s on s.oid = p.pronamespace
  where s.nspname in ('log', 'proof')
    and p.proowner <> s.nspowner
    and not (p.prosecdef and p.proowner = to_regrole('okr_append'))
  union all
  select format(
    '%1$s finds a caller''s temporary types: alter function %1$s set search_path = pg_catalog, pg_temp',
    p.oid::regprocedure
  )
  from pg_proc p
  join pg_namespace s on s.oid = p.pronamespace
  where s.nspname in ('log', 'access', 'proof', 'guard')
    and p.prosecdef
    and not coalesce('search_path=pg_catalog, pg_temp' = any (p.proconfig), false)
$$;
