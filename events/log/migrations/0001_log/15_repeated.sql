-- The first answer to a request that comes again with the same body; nothing, where it is new. Another body is refused.
create function log.repeated(act_org text, request text, sha256 bytea)
returns setof log.placed
language plpgsql
as $$
declare
  event log.event;
begin
  for event in select * from log.answer(act_org, request) loop
    if octet_length(event.request_sha256) = 32 and event.request_sha256 is distinct from sha256 then
      perform log.refuse(
        'OKR02',
        format('the request %s was here with another body', request),
        json_build_object('request', request, 'position', event.position)
      );
    end if;
    return next (event.position, event.version, event.id, event.recorded_at, true)::log.placed;
  end loop;
end
$$;
