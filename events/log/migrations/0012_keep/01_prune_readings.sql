-- The organisation's readings of before an instant are gone, the oldest first and at most so many; answered with how
-- many, and written down as a reading of its own, which is never pruned. Nothing of the last thirty days goes.
--
-- The triggers that refuse it are off for this transaction alone: until it ends nobody else can write to the table, and
-- nobody sees them off. Only the table's owner can do that, so the function has no more rights than its caller.
create function access.prune_readings(of_org text, before timestamptz, at_most integer default 50000)
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  gone integer;
begin
  if before > clock_timestamp() - interval '30 days' then
    perform log.refuse(
      'OKR08',
      'readings of the last thirty days are kept: who looks at something shall not be able to remove it at once',
      json_build_object('org', of_org, 'before', before)
    );
  end if;
  perform set_config('okr.org', of_org, true);
  alter table access.reading disable trigger unchangeable;
  alter table access.reading disable trigger unchangeable_row;
  delete from access.reading r
  using (
    select o.at, o.id
    from access.reading o
    where o.org = of_org
      and o.at < before
      and o.action <> 'readings.prune'
    order by o.at, o.id
    limit at_most
  ) old
  where r.org = of_org
    and r.at = old.at
    and r.id = old.id;
  get diagnostics gone = row_count;
  alter table access.reading enable always trigger unchangeable;
  alter table access.reading enable always trigger unchangeable_row;
  if gone > 0 then
    insert into access.reading (org, at, person, role, action, resource, as_of)
    values (of_org, clock_timestamp(), 'operator', 'operator', 'readings.prune', format('readings/%s', gone), before);
  end if;
  return gone;
end
$$;
