-- The events that a request became, with the digest of its body; none, where it was never here.
create function log.of_request(of_org text, request text)
returns table (place bigint, body bytea, sha256 bytea)
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select a.position, a.body, a.request_sha256
  from log.answer(of_org, request) a;
end
$$;
