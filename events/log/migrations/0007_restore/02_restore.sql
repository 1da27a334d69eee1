-- The next events of an archive stand in the log of an organisation that is empty, with everything that they had: the
-- one writer beside `log.append`. The first page is refused where the organisation has a head; a later one unless this
-- very transaction has written the page before it. So an organisation is restored in one transaction or not at all,
-- and who appends to it meanwhile waits for the end.
--
-- OKR10  the organisation is not empty                          org, position
create function log.restore(
  of_org text,
  first bigint,
  streams text[],
  versions integer[],
  ids text[],
  noted timestamptz[],
  recorded timestamptz[],
  digests bytea[],
  bodies bytea[]
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  last bigint := first + cardinality(bodies) - 1;
  there bigint;
begin
  perform set_config('okr.org', of_org, true);
  if first = 1 then
    insert into log.head (org, position, recorded_at)
    values (of_org, 0, recorded[1])
    on conflict do nothing;
  end if;
  update log.head h
  set position = last,
    recorded_at = recorded[cardinality(recorded)]
  where h.org = of_org
    and h.position = first - 1
    and h.xmin = pg_current_xact_id()::xid;
  if not found then
    select h.position
    into there
    from log.head h
    where h.org = of_org;
    perform log.refuse(
      'OKR10',
      format('%s is not empty: its log goes to position %s', of_org, there),
      json_build_object('org', of_org, 'position', there)
    );
  end if;
  insert into log.event (org, position, stream, version, id, noted_at, recorded_at, request_sha256, type, body)
  select
    of_org,
    first + e.n - 1,
    e.stream,
    e.version,
    e.id,
    e.noted_at,
    e.recorded_at,
    e.digest,
    log.type_of(e.body),
    e.body
  from unnest(streams, versions, ids, noted, recorded, digests, bodies) with ordinality
    as e (stream, version, id, noted_at, recorded_at, digest, body, n);
end
$$;
