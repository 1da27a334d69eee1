-- Acts of several organisations are in the log together, each whole; or none is, and `refused` has the places of those
-- that stand in the way: `log.append` says of each by itself what is wrong with it.
--
-- Every event is live, and no two acts share a stream, an id or a request. An act belongs to orgs[act_orgs[n]]; a
-- stream to an act, which holds it to a version where that is not null; an event to an organisation and a stream, and
-- is the place-th of the one and the nth of the other. Answered with where the organisations and streams stood before,
-- and the moment of each organisation.
create function log.flush(
  orgs text[],
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
  out refused integer[],
  out befores bigint[],
  out moments timestamptz[],
  out versions integer[]
)
language plpgsql
security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  clock timestamptz;
begin
  perform log.bounded();
  -- In one order, so that no two flushes wait for each other.
  perform
  from log.head h
  where h.org = any (orgs)
  order by h.org
  for update;
  clock := clock_timestamp();
  select array_agg(h.position order by o.n), array_agg(greatest(clock, h.recorded_at) order by o.n)
  into befores, moments
  from unnest(orgs) with ordinality as o (org, n)
  left join log.head h on h.org = o.org;
  select
    array_agg(l.version order by s.n),
    array_agg(distinct s.act) filter (where s.expected <> l.version or befores[act_orgs[s.act]] is null)
  into versions, refused
  from unnest(stream_acts, streams, expected) with ordinality as s (act, stream, expected, n)
  cross join lateral log.last_of(orgs[act_orgs[s.act]], s.stream) l;
  if refused is not null then
    return;
  end if;
  select array_agg(distinct stream_acts[u.stream])
  into refused
  from unnest(event_orgs, event_streams, ids, times) as u (org, stream, id, effective_at)
  where u.effective_at > clock + interval '5 minutes'
    or (
      -- Not `exists`: together with `or` that reads the whole table.
      select true
      from log.event e
      where e.org = orgs[u.org]
        and e.id = u.id
    );
  if refused is not null then
    return;
  end if;
  perform log.write(
    orgs,
    befores,
    moments,
    streams,
    versions,
    event_orgs,
    event_streams,
    places,
    nths,
    ids,
    array_fill(null::timestamptz, array[cardinality(ids)]),
    digests,
    tails
  );
end
$$;
