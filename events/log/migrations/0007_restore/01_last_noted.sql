-- When the last event of each of the streams was noted, for those that have one: an import finds before it writes what
-- would break the order.
create function log.last_noted(of_org text, of_streams text[])
returns table (stream text, noted_at timestamptz)
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select s.stream, l.noted_at
  from unnest(of_streams) as s (stream)
  cross join lateral (
    select e.noted_at
    from log.event e
    where e.org = of_org
      and e.stream = s.stream
    order by e.version desc
    limit 1
  ) l;
end
$$;
