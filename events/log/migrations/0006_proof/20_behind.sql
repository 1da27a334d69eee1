-- The organisations whose log goes further than it is sealed, by name, behind one of them: how far each goes, and how
-- far it is sealed; for the worker and the sealer.
create function proof.behind(after_org text, at_most integer)
returns table (org text, place bigint, size bigint)
language plpgsql
as $$
begin
  return query
  select h.org, h.position, coalesce(t.size, 0)
  from log.head h
  left join proof.tree t on t.org = h.org
  where h.position > coalesce(t.size, 0)
    and h.org > after_org
  order by h.org
  limit at_most;
end
$$;
