-- The events of one stream behind a version, in their order.
create function log.stream(of_org text, of_stream text, after integer, at_most integer)
returns setof log.entry
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select e.position, e.body
  from log.event e
  where e.org = of_org
    and e.stream = of_stream
    and e.version > after
  order by e.version
  limit at_most;
end
$$;
