-- HMAC-SHA-256 of a message under a secret of 32 bytes (RFC 2104): pgcrypto need not be there.
create function person.hmac(secret bytea, message bytea)
returns bytea
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  inner_key bytea := secret || decode(repeat('00', 32), 'hex');
  outer_key bytea := inner_key;
begin
  for n in 0..63 loop
    inner_key := set_byte(inner_key, n, get_byte(inner_key, n) # 54);
    outer_key := set_byte(outer_key, n, get_byte(outer_key, n) # 92);
  end loop;
  return sha256(outer_key || sha256(inner_key || message));
end
$$;
