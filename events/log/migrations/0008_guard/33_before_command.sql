-- Before a command that may change what the database is made of. The functions of the guard run with their owner's
-- rights: whoever gives the command need not be one who may call them.
create function guard.before_command()
returns event_trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into guard.memory (backend, objects, missing)
  select
    pg_backend_pid(),
    array(
      select format('%s.%s', 'pg_namespace'::regclass::oid, n.oid)
      from pg_namespace n
      where n.nspname in ('log', 'proof', 'guard')
      union all
      select format('%s.%s', d.classid, d.objid)
      from pg_namespace n
      join pg_depend d on d.refclassid = 'pg_namespace'::regclass and d.refobjid = n.oid
      where n.nspname in ('log', 'proof', 'guard')
    ),
    array(select log.missing())
  on conflict (backend) do update
  set objects = excluded.objects,
    missing = excluded.missing;
end
$$;
