-- The events of one act stand in the log behind the head.
create or replace function log.place(
  head log.head, streams text[], ids text[], noted timestamptz[], tails bytea[], request_sha256 bytea
)
returns setof log.placed
language plpgsql
as $$
declare
  names text[];
  versions integer[];
  stream_of integer[];
  nths integer[];
  events integer := cardinality(ids);
begin
  select array_agg(s.stream order by s.stream), array_agg(l.version order by s.stream)
  into names, versions
  from (
    select distinct u.stream
    from unnest(streams) as u (stream)
  ) s
  cross join lateral log.last_of(head.org, s.stream) l;
  select array_agg(i.stream_of order by i.n), array_agg(i.nth order by i.n)
  into stream_of, nths
  from (
    select
      u.n,
      (dense_rank() over (order by u.stream collate "C"))::integer as stream_of,
      (row_number() over (partition by u.stream collate "C" order by u.n))::integer as nth
    from unnest(streams) with ordinality as u (stream, n)
  ) i;
  update log.head h
  set position = head.position + events,
    recorded_at = head.recorded_at
  where h.org = head.org;
  perform log.write(
    array[head.org],
    array[head.position],
    array[head.recorded_at],
    array['"' || log.instant(head.recorded_at) || '"'],
    names,
    versions,
    array_fill(1, array[events]),
    stream_of,
    array(select generate_series(1, events)),
    nths,
    ids,
    noted,
    case
      when request_sha256 is null then array_fill(null::bytea, array[events])
      else array[request_sha256] || array_fill(''::bytea, array[events - 1])
    end,
    tails
  );
  return query
  select head.position + i.n, versions[i.stream] + i.nth, i.id, head.recorded_at, false
  from unnest(stream_of, nths, ids) with ordinality as i (stream, nth, id, n);
end
$$;
