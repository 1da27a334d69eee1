-- The tiles stand as wide as they are given. The caller has taken the tree.
create function proof.widen(of_org text, levels smallint[], numbers bigint[], wider bytea[])
returns void
language plpgsql
as $$
begin
  perform set_config('okr.org', of_org, true);
  insert into proof.tile as t (org, level, n, hashes)
  select of_org, w.level, w.n, w.hashes
  from unnest(levels, numbers, wider) as w (level, n, hashes)
  on conflict (org, level, n) do update
  set hashes = excluded.hashes;
end
$$;
