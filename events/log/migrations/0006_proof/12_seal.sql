-- The tree has the size of the checkpoint that was signed for it. The caller has taken it, and written its tiles.
create function proof.seal(of_org text, new_size bigint, signed_note bytea)
returns void
language plpgsql
as $$
begin
  perform set_config('okr.org', of_org, true);
  update proof.tree t
  set size = new_size,
    sealed_at = clock_timestamp()
  where t.org = of_org;
  insert into proof.checkpoint (org, size, sealed_at, note)
  values (of_org, new_size, clock_timestamp(), signed_note);
end
$$;
