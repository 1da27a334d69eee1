-- One act of events that were noted elsewhere, as an import writes a thousand at a time: what `log.append` does with
-- such an act, and refuses as it does, with each stream looked up once. The event n belongs to `streams[of_stream[n]]`;
-- no stream is named twice, and the events come in the order in which they were noted.
create function log.append_noted(
  act_org text,
  streams text[],
  of_stream integer[],
  ids text[],
  times timestamptz[],
  noted timestamptz[],
  tails bytea[]
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  head log.head;
  versions integer[];
  lasts timestamptz[];
begin
  perform set_config('okr.org', act_org, true);
  perform log.check_act(ids, array_fill(''::text, array[cardinality(of_stream)]), times, noted, tails, null, null);
  head := log.take_head(act_org);
  perform log.check_ids(act_org, ids);
  perform
  from unnest(times, noted) as u (effective_at, noted_at)
  having max(u.effective_at) > head.recorded_at + interval '5 minutes'
    or max(u.noted_at) > head.recorded_at
    or count(u.effective_at) + count(u.noted_at) < 2 * cardinality(ids);
  if found then
    perform log.check_clock(ids, times, noted, head.recorded_at);
    perform log.refuse('OKR09', 'a moment is missing', '{"reason": "each event has its time, and when it was noted"}');
  end if;
  select array_agg(coalesce(l.version, 0) order by s.n), array_agg(l.noted_at order by s.n)
  into versions, lasts
  from unnest(streams) with ordinality as s (stream, n)
  left join lateral (
    select e.version, e.noted_at
    from log.event e
    where e.org = act_org
      and e.stream = s.stream
    order by e.version desc
    limit 1
  ) l on true;
  perform
  from (
    select u.s, u.noted_at, lag(u.noted_at) over (order by u.n) as before
    from unnest(of_stream, noted) with ordinality as u (s, noted_at, n)
  ) o
  where o.noted_at < o.before
    or o.noted_at < lasts[o.s]
    or versions[o.s] is null;
  if found then
    perform log.check_order(
      act_org, (select array_agg(streams[u.s] order by u.n) from unnest(of_stream) with ordinality as u (s, n)),
      ids, noted, head.recorded_at
    );
    perform log.refuse('OKR09', 'the events are in no order', '{"reason": "the events come as they were noted"}');
  end if;
  update log.head h
  set position = head.position + cardinality(ids),
    recorded_at = head.recorded_at
  where h.org = act_org;
  perform log.write(
    array[act_org],
    array[head.position],
    array[head.recorded_at],
    array['"' || log.instant(head.recorded_at) || '"'],
    streams,
    versions,
    array_fill(1, array[cardinality(ids)]),
    of_stream,
    array(select generate_series(1, cardinality(ids))),
    array(
      select (row_number() over (partition by u.s order by u.n))::integer
      from unnest(of_stream) with ordinality as u (s, n)
      order by u.n
    ),
    ids,
    noted,
    null,
    tails
  );
end
$$;
