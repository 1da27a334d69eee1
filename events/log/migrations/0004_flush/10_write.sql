-- Events stand in the log, complete: SQL puts in front what only the log knows.
--
-- The one place where new events are inserted. Its caller has moved the heads, and so holds their locks, and has checked
-- everything. The n-th organisation stood at befores[n] and writes at moments[n], which stamps[n] is as JSON: made once
-- an organisation, since once an event would take as long as all the rest. The n-th stream stood at versions[n]. An
-- event is the nth of its stream and the place-th of its organisation in this write, both counted from 1; one without
-- `noted` is live.
create function log.write(
  orgs text[],
  befores bigint[],
  moments timestamptz[],
  stamps text[],
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
as $$
begin
  insert into log.event (org, position, stream, version, id, noted_at, recorded_at, request_sha256, type, body)
  select
    orgs[u.org],
    befores[u.org] + u.place,
    streams[u.stream],
    versions[u.stream] + u.nth,
    u.id,
    coalesce(u.noted_at, moments[u.org]),
    moments[u.org],
    u.digest,
    log.type_of(u.tail),
    convert_to(
      '{"position":' || (befores[u.org] + u.place)
        || ',"streamversion":' || (versions[u.stream] + u.nth)
        || ',"recordedat":' || stamps[u.org] || ','
        || case when u.noted_at is null then '"notedat":' || stamps[u.org] || ',' else '' end,
      'UTF8'
    ) || u.tail
  from unnest(event_orgs, event_streams, places, nths, ids, noted, digests, tails)
    as u (org, stream, place, nth, id, noted_at, digest, tail);
end
$$;
