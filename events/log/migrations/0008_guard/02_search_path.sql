-- Types are looked up among a session's temporary ones first, unless these are named last: a login could make a `text`
-- of its own, whose check would run as the owner of the function that uses it.
do $$
declare
  definer regprocedure;
begin
  for definer in
    select p.oid
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('log', 'access', 'proof')
      and p.prosecdef
  loop
    execute format('alter function %s set search_path = pg_catalog, pg_temp', definer);
  end loop;
end
$$;
