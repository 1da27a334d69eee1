-- The events of a request, if it has been here: its first is `{request}.1`, and those that go on with it follow.
create function log.answer(act_org text, request text)
returns setof log.event
language plpgsql
stable
as $$
declare
  first log.event;
  following bigint;
begin
  select *
  into first
  from log.event e
  where e.org = act_org
    and e.id = request || '.1'
    and octet_length(e.request_sha256) = 32;
  if not found then
    return;
  end if;
  select min(e.position)
  into following
  from log.event e
  where e.org = act_org
    and e.position > first.position
    and octet_length(e.request_sha256) is distinct from 0;
  return query
  select *
  from log.event e
  where e.org = act_org
    and e.position >= first.position
    and e.position < coalesce(following, 9223372036854775807)
  order by e.position;
end
$$;
