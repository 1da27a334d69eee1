-- The key opens its organisation, in its role, until it expires or is revoked.
create function access.key_create(
  new_prefix text, new_sha256 bytea, new_org text, new_role text, new_label text, new_expires_at timestamptz
)
returns access.key
language sql
security definer
set search_path = ''
as $$
  insert into access.key (prefix, sha256, org, role, label, expires_at)
  values (new_prefix, new_sha256, new_org, new_role, new_label, new_expires_at)
  returning *
$$;
