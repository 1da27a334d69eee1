-- The events behind a position, in their order.
--
-- The settings of this function and its neighbours keep a session's plans to the indexes, also those that it made while
-- the table was small and before anybody counted its rows.
create function log.page(of_org text, after bigint, at_most integer)
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
    and e.position > after
  order by e.position
  limit at_most;
end
$$;
