-- Those of the tiles that are there, as wide as they are kept.
create function proof.tiles(of_org text, levels smallint[], numbers bigint[])
returns table (level smallint, n bigint, hashes bytea)
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select t.level, t.n, t.hashes
  from unnest(levels, numbers) as w (level, n)
  join proof.tile t on t.org = of_org and t.level = w.level and t.n = w.n;
end
$$;
