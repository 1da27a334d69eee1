-- One act of one organisation is in the log, whole, or refused as 03_refuse.sql lists it. `noted` is null for live
-- events; `tails` are the events' JSON without the leading brace and without what the log sets; only the streams of
-- `expected_streams` are held to a version. The caller commits: until then nobody else appends for the organisation.
create function log.append(
  act_org text,
  streams text[],
  ids text[],
  times timestamptz[],
  noted timestamptz[],
  tails bytea[],
  expected_streams text[],
  expected_versions integer[],
  request text,
  request_sha256 bytea
)
returns setof log.placed
language plpgsql
security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  head log.head;
begin
  perform set_config('okr.org', act_org, true);
  perform log.check_act(ids, streams, times, noted, tails, request, request_sha256);
  head := log.take_head(act_org);
  if request is not null then
    return query
    select *
    from log.repeated(act_org, request, request_sha256);
    if found then
      return;
    end if;
  end if;
  if cardinality(expected_streams) > 0 then
    perform log.check_expected(act_org, expected_streams, expected_versions);
  end if;
  perform log.check_ids(act_org, ids);
  perform log.check_clock(ids, times, noted, head.recorded_at);
  if cardinality(array_remove(noted, null)) > 0 then
    perform log.check_order(act_org, streams, ids, noted, head.recorded_at);
  end if;
  return query
  select *
  from log.place(head, streams, ids, noted, tails, request_sha256);
end
$$;
