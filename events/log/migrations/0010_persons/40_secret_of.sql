-- The secret of the organisation, made when it is first asked for. No login may ask: what makes pseudonyms does.
create function person.secret_of(of_org text)
returns bytea
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Four random ids have far more than 256 bits of chance in them (pgcrypto need not be there).
  insert into person.secret (org, secret)
  values (
    of_org,
    sha256(
      uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
        || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
    )
  )
  on conflict do nothing;
  return (
    select s.secret
    from person.secret s
    where s.org = of_org
  );
end
$$;
