drop function access.key_find;

-- What the key with this digest opens, and whose acts are done with it; no row for one that is unknown, expired or
-- revoked.
create function access.key_find(of_sha256 bytea)
returns table (org text, role text, prefix text, actor text)
language sql
stable
security definer
set search_path = ''
as $$
  select k.org, k.role, k.prefix, k.actor
  from access.key k
  where k.sha256 = of_sha256
    and k.revoked_at is null
    and (k.expires_at is null or k.expires_at > now())
$$;
