-- The transaction that appends ends within ten seconds more, whatever becomes of the one who began it. Without this the
-- lock of a head is held for as long as Postgres waits for the rest of a batch: for ever, where its end was lost on the
-- way and nobody closed the connection. What stands there already, a longer or a shorter time, is the caller's own.
-- Before Postgres 17 there is no such setting, and only TCP's keepalive ends the wait.
create function log.bounded()
returns void
language plpgsql
as $$
begin
  if current_setting('transaction_timeout', true) = '0' then
    perform set_config('transaction_timeout', '10s', true);
  end if;
end
$$;
