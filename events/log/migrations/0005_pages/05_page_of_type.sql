-- The events of one type behind a position and up to another, in their order. (The second query says the type and what
-- the index leaves out as the index does, so that Postgres takes it as it stands, sorted.)
create function log.page_of_type(of_org text, of_type text, after bigint, up_to bigint, at_most integer)
returns setof log.entry
language plpgsql
security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
  if of_type = 'check_in.recorded' then
    return query
    select e.position, e.body
    from log.event e
    where e.org = of_org
      and e.position > after
      and e.position <= up_to
      and log.type_of(e.body) = of_type
    order by e.position
    limit at_most;
    return;
  end if;
  return query
  select e.position, e.body
  from log.event e
  where e.org = of_org
    and log.type_of(e.body) collate "C" = of_type
    and e.position > after
    and e.position <= up_to
    and (
      e.stream < 'check-ins/'
      or e.stream >= 'check-ins0'
      or position('"type":"check_in.recorded"'::bytea in e.body) = 0
    )
  order by log.type_of(e.body) collate "C", e.position
  limit at_most;
end
$$;
