-- What was handed over is an act: arrays of one length, and a request together with its digest.
create function log.check_act(
  ids text[], streams text[], times timestamptz[], noted timestamptz[], tails bytea[], request text, sha256 bytea
)
returns void
language plpgsql
as $$
declare
  events integer := cardinality(ids);
  reason text;
begin
  if not (
    events > 0
    and cardinality(streams) = events
    and cardinality(times) = events
    and cardinality(noted) = events
    and cardinality(tails) = events
  ) then
    reason := 'an act has at least one event, and its arrays are of one length';
  elsif (request is null) <> (sha256 is null) then
    reason := 'a request comes with the digest of its body';
  elsif ids[1] <> request || '.1' then
    reason := format('the first event of the request %s is %s.1, not %s', request, request, ids[1]);
  end if;
  if reason is not null then
    perform log.refuse('OKR09', reason, json_build_object('reason', reason));
  end if;
end
$$;
