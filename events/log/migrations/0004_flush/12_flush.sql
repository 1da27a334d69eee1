-- Acts of several organisations are in the log together, each whole; or none is, and the error OKR11 has the places of
-- those that stand in the way: `log.append` says of each by itself what is wrong with it.
--
-- Every event is live, and no two acts share a stream, an id or a request. The n-th organisation, in the order of their
-- names, has counts[n] events. An act belongs to orgs[act_orgs[n]]; a stream to an act, which holds it to a version
-- where that is not null; an event to an organisation and a stream, and is the place-th of the one and the nth of the
-- other. Answered with where the organisations and streams stood before, and the moment of each organisation.
create function log.flush(
  orgs text[],
  counts integer[],
  act_orgs integer[],
  stream_acts integer[],
  streams text[],
  expected integer[],
  event_orgs integer[],
  event_streams integer[],
  places integer[],
  nths integer[],
  ids text[],
  times timestamptz[],
  digests bytea[],
  tails bytea[],
  out befores bigint[],
  out moments timestamptz[],
  out versions integer[]
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  refused integer[];
  stamps text[];
begin
  perform log.bounded();
  -- Waits for the flush before this one, if that has the same first organisation. What follows then sees what it left:
  -- a statement that has begun before that looks each head up once more.
  perform
  from log.head h
  where h.org = orgs[1]
  for update;
  -- One after the other, by name, so that no two flushes wait for each other. The heads are moved first: that takes
  -- their locks as well, and what is refused is undone with everything else.
  with moved as (
    update log.head h
    set position = h.position + o.events,
      recorded_at = greatest(clock_timestamp(), h.recorded_at)
    from unnest(orgs, counts) as o (org, events)
    where h.org = o.org
    returning h.org, h.position - o.events as before, h.recorded_at as moment
  )
  select
    array_agg(m.before order by m.org),
    array_agg(m.moment order by m.org),
    array_agg('"' || log.instant(m.moment) || '"' order by m.org)
  into befores, moments, stamps
  from moved m;
  if cardinality(befores) is distinct from cardinality(orgs) then
    perform log.stand_in_the_way(array(
      select n
      from generate_series(1, cardinality(act_orgs)) as n
      where not exists (select from log.head h where h.org = orgs[act_orgs[n]])
    ));
  end if;
  -- A statement of its own, so that it sees what was committed while this waited for the heads.
  select array_agg(l.version order by s.n), array_agg(s.act) filter (where s.expected <> l.version)
  into versions, refused
  from unnest(stream_acts, streams, expected) with ordinality as s (act, stream, expected, n)
  cross join lateral log.last_of(orgs[act_orgs[s.act]], s.stream) l;
  if refused is null and times is not null then
    select array_agg(stream_acts[u.stream])
    into refused
    from unnest(event_orgs, event_streams, times) as u (org, stream, effective_at)
    where u.effective_at > moments[u.org] + interval '5 minutes';
  end if;
  if refused is not null then
    perform log.stand_in_the_way(refused);
  end if;
  -- An id that is taken ends all this by the unique index: to look each up before would take a tenth of the time.
  perform log.write(
    orgs, befores, moments, stamps, streams, versions, event_orgs, event_streams, places, nths, ids, null, digests, tails
  );
end
$$;
