-- The checkpoints of trees of these sizes, from the largest down.
create function proof.checkpoints(of_org text, at_least bigint, at_most_size bigint, at_most integer)
returns table (size bigint, note bytea)
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select c.size, c.note
  from proof.checkpoint c
  where c.org = of_org
    and c.size between at_least and at_most_size
  order by c.size desc
  limit at_most;
end
$$;
