-- Those of the ids that the log has, each with its event.
create function log.by_id(of_org text, ids text[])
returns table (id text, place bigint, body bytea)
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select e.id, e.position, e.body
  from log.event e
  where e.org = of_org
    and e.id = any (ids);
end
$$;
