-- How far every organisation's log goes, by name, behind one of them; for the worker and the sealer.
create function log.heads(after_org text, at_most integer)
returns setof log.head
language plpgsql
as $$
begin
  return query
  select *
  from log.head h
  where h.org > after_org
  order by h.org
  limit at_most;
end
$$;
