-- The events of some streams behind the version that is known of each, in one snapshot, by stream and version: what a
-- reader that keeps folded states has not folded yet.
create function log.since(of_org text, of_streams text[], behind integer[], at_most integer)
returns table (stream text, version integer, body bytea)
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select e.stream, e.version, e.body
  from unnest(of_streams, behind) as s (stream, version)
  cross join lateral (
    select n.stream, n.version, n.body
    from log.event n
    where n.org = of_org
      and n.stream = s.stream
      and n.version > s.version
    order by n.version
    limit at_most
  ) e
  order by e.stream, e.version
  limit at_most;
end
$$;
