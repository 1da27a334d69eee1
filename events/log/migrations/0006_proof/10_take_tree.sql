-- The organisation's tree is locked until the transaction ends; answered with its size and the checkpoint that was
-- signed last. Its first sealing makes the row.
create function proof.take_tree(of_org text)
returns table (size bigint, note bytea)
language plpgsql
as $$
begin
  perform set_config('okr.org', of_org, true);
  insert into proof.tree (org, size, sealed_at)
  values (of_org, 0, clock_timestamp())
  on conflict do nothing;
  perform
  from proof.tree t
  where t.org = of_org
  for update;
  return query
  select t.size, c.note
  from proof.tree t
  left join proof.checkpoint c on c.org = t.org and c.size = t.size
  where t.org = of_org;
end
$$;
