-- What of the log's protection is missing, a line each, with what brings it back. `okr-ledger status` says it, and the
-- guard refuses what would add to it. The functions that it is made of find the catalogue by its search path.
create function log.missing()
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select log.lost_triggers()
  union all
  select log.lost_fence()
  union all
  select log.lost_constraints()
  union all
  select log.ways_round()
  union all
  select log.foreign_rights()
  union all
  select log.open_doors()
  union all
  select log.changed_owners()
  union all
  select log.other_writers()
  union all
  select log.guard_off()
$$;
