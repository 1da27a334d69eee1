-- The events stand in the log behind the heads, complete: SQL puts in front what only the log knows.
--
-- The one place where events are written. Its caller has checked everything, and holds the locks of the heads. The n-th
-- organisation stands at befores[n], and its moment is moments[n]; the n-th stream at versions[n]. An event is the
-- nth of its stream and the place-th of its organisation in this write, both counted from 1.
create function log.write(
  orgs text[],
  befores bigint[],
  moments timestamptz[],
  streams text[],
  versions integer[],
  event_orgs integer[],
  event_streams integer[],
  places integer[],
  nths integer[],
  ids text[],
  noted timestamptz[],
  digests bytea[],
  tails bytea[]
)
returns void
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
declare
  -- Written once an organisation: once an event would take as long as all the rest.
  stamps text[] := array(
    select '"' || log.instant(m.moment) || '",'
    from unnest(moments) with ordinality as m (moment, n)
    order by m.n
  );
begin
  update log.head h
  set position = befores[m.org] + m.places,
    recorded_at = moments[m.org]
  from (
    select u.org, max(u.place) as places
    from unnest(event_orgs, places) as u (org, place)
    group by u.org
  ) m
  where h.org = orgs[m.org];
  insert into log.event (org, position, stream, version, id, noted_at, recorded_at, request_sha256, body)
  select
    orgs[u.org],
    befores[u.org] + u.place,
    streams[u.stream],
    versions[u.stream] + u.nth,
    u.id,
    coalesce(u.noted_at, moments[u.org]),
    moments[u.org],
    u.digest,
    convert_to(
      '{"position":' || (befores[u.org] + u.place)
        || ',"streamversion":' || (versions[u.stream] + u.nth)
        || ',"recordedat":' || stamps[u.org]
        || case when u.noted_at is null then '"notedat":' || stamps[u.org] else '' end,
      'UTF8'
    ) || u.tail
  from unnest(event_orgs, event_streams, places, nths, ids, noted, digests, tails)
    as u (org, stream, place, nth, id, noted_at, digest, tail);
end
$$;
