-- The events of all streams from one name on and before another, by stream and version, up to a position: the log as
-- it was there, however many pages it takes. A page begins behind a stream and a version.
create function log.streams(
  of_org text,
  from_stream text,
  before_stream text,
  after_stream text,
  after_version integer,
  up_to bigint,
  at_most integer
)
returns table (place bigint, body bytea, stream text, version integer)
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select e.position, e.body, e.stream, e.version
  from log.event e
  where e.org = of_org
    and e.stream >= from_stream
    and e.stream < before_stream
    and (e.stream, e.version) > (after_stream, after_version)
    and e.position <= up_to
  order by e.stream, e.version
  limit at_most;
end
$$;
