-- The events behind a position, in their order.
create function log.page(of_org text, after bigint, at_most integer)
returns setof log.entry
language plpgsql
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select e.position, e.body
  from log.event e
  where e.org = of_org
    and e.position > after
  order by e.position
  limit at_most;
end
$$;
