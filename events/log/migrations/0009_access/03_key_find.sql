drop function access.key_find;

-- What the key with this digest opens, in which role and scope, until when, and whose acts are done with it; no row for
-- one that is unknown, expired or revoked.
create function access.key_find(of_sha256 bytea)
returns table (org text, role text, cycle text, unit text, expires_at timestamptz, prefix text, actor text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select k.org, k.role, k.cycle, k.unit, k.expires_at, k.prefix, k.actor
  from access.key k
  where k.sha256 = of_sha256
    and k.revoked_at is null
    and (k.expires_at is null or k.expires_at > now())
$$;
