-- The ids by which the log may know those of these names: the same whenever they are asked for, and told by nobody who
-- has not the organisation's secret.
create function person.pseudonyms(of_org text, names text[])
returns table (name text, person text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  secret bytea;
begin
  perform set_config('okr.org', of_org, true);
  secret := person.secret_of(of_org);
  return query
  select n.name, 'p-' || person.base32(person.hmac(secret, convert_to(n.name, 'UTF8')))
  from (select distinct u.name from unnest(names) u (name)) n;
end
$$;
