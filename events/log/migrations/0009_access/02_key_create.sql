drop function access.key_create;

-- The key opens its organisation until it expires or is revoked: in its role, in a scope; or without a role in those
-- that its person is granted. What is done with it, its actor did.
create function access.key_create(
  new_prefix text,
  new_sha256 bytea,
  new_org text,
  new_role text,
  new_label text,
  new_expires_at timestamptz,
  new_actor text default null,
  new_cycle text default null,
  new_unit text default null
)
returns access.key
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
  insert into access.key (prefix, sha256, org, role, label, expires_at, actor, cycle, unit)
  values (
    new_prefix,
    new_sha256,
    new_org,
    new_role,
    new_label,
    new_expires_at,
    coalesce(new_actor, 'key-' || substr(encode(new_sha256, 'hex'), 1, 12)),
    new_cycle,
    new_unit
  )
  returning *
$$;
