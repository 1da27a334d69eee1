-- How far one organisation's log goes; no row, where it has none.
create function log.head_of(of_org text)
returns setof log.head
language plpgsql
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select *
  from log.head h
  where h.org = of_org;
end
$$;
