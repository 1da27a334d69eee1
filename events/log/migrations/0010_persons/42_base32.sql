-- The first 80 bits in base32 (RFC 4648) in lower case: 16 letters and digits.
create function person.base32(bytes bytea)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select string_agg(
    substr('abcdefghijklmnopqrstuvwxyz234567', substring(b.bits from 5 * n + 1 for 5)::integer + 1, 1),
    '' order by n
  )
  from (values (('x' || encode(substr(bytes, 1, 10), 'hex'))::bit(80))) b (bits)
  cross join generate_series(0, 15) n
$$;
