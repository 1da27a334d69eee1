-- The events stand in the log behind the head, complete: SQL puts in front what only the log knows.
create function log.place(
  head log.head, streams text[], ids text[], noted timestamptz[], tails bytea[], request_sha256 bytea
)
returns setof log.placed
language plpgsql
as $$
declare
  recorded text := log.instant(head.recorded_at);
begin
  update log.head h
  set position = head.position + cardinality(ids),
    recorded_at = head.recorded_at
  where h.org = head.org;
  return query
  insert into log.event as e (org, position, stream, version, id, noted_at, recorded_at, request_sha256, body)
  select
    head.org,
    head.position + i.n,
    i.stream,
    i.version,
    i.id,
    coalesce(i.noted_at, head.recorded_at),
    head.recorded_at,
    case when i.n = 1 then request_sha256 else substr(request_sha256, 1, 0) end,
    log.prefix(head.position + i.n, i.version, recorded, i.noted_at is null) || i.tail
  from (
    select u.*, l.version + (row_number() over (partition by u.stream order by u.n))::integer as version
    from unnest(streams, ids, noted, tails) with ordinality as u (stream, id, noted_at, tail, n)
    cross join lateral log.last_of(head.org, u.stream) l
  ) i
  order by i.n
  returning e.position, e.version, e.id, e.recorded_at, false;
end
$$;
