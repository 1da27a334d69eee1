-- The events of one type behind a position and up to another, in their order.
create function log.page_of_type(of_org text, of_type text, after bigint, up_to bigint, at_most integer)
returns setof log.entry
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
  perform set_config('okr.org', of_org, true);
  if of_type = 'check_in.recorded' then
    return query
    select e.position, e.body
    from log.event e
    where e.org = of_org
      and e.type = 'check_in.recorded'
      and e.position > after
      and e.position <= up_to
    order by e.position
    limit at_most;
    return;
  end if;
  return query
  select e.position, e.body
  from log.event e
  where e.org = of_org
    and e.type = of_type
    and e.type <> 'check_in.recorded'
    and e.position > after
    and e.position <= up_to
  order by e.position
  limit at_most;
end
$$;
