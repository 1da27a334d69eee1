-- The last position that was recorded before a moment; 0, where there is none.
--
-- `recorded_at` never decreases from one position to the next and no position is missing: a search in halves finds it
-- with about twenty look-ups in the primary key among a million events, and needs no index of its own.
create function log.position_at(of_org text, before timestamptz)
returns bigint
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  low bigint := 0;
  high bigint;
  middle bigint;
begin
  perform set_config('okr.org', of_org, true);
  select coalesce(max(h.position), 0)
  into high
  from log.head h
  where h.org = of_org;
  -- All up to `low` were recorded before the moment, none behind `high` was.
  while low < high loop
    middle := (low + high + 1) / 2;
    perform
    from log.event e
    where e.org = of_org
      and e.position = middle
      and e.recorded_at < before;
    if found then
      low := middle;
    else
      high := middle - 1;
    end if;
  end loop;
  return low;
end
$$;
