-- The organisation's head is locked until the transaction ends; answered with the moment of this act. An
-- organisation's first act makes the row.
create or replace function log.take_head(act_org text)
returns log.head
language plpgsql
as $$
declare
  head log.head;
begin
  perform log.bounded();
  select *
  into head
  from log.head h
  where h.org = act_org
  for update;
  if not found then
    insert into log.head (org, position, recorded_at)
    values (act_org, 0, clock_timestamp())
    on conflict do nothing;
    -- Whoever made the row, it is committed or ours by now.
    select *
    into strict head
    from log.head h
    where h.org = act_org
    for update;
  end if;
  -- A clock that was set back does not turn the order round.
  head.recorded_at := greatest(clock_timestamp(), head.recorded_at);
  return head;
end
$$;
