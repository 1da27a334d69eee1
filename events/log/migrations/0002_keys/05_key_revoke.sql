-- The key opens nothing from now on; answered as it stands, or with no row where there is none of this prefix.
create function access.key_revoke(of_prefix text)
returns setof access.key
language sql
security definer
set search_path = ''
as $$
  update access.key
  set revoked_at = coalesce(revoked_at, now())
  where prefix = of_prefix
  returning *
$$;
