-- The person has this name and this address: null leaves what is there, an empty text takes it away. One who was erased
-- is refused, unless the person is to be known `again`.
create function person.note(
  of_org text, of_person text, new_name text, new_email text, again boolean default false
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('okr.org', of_org, true);
  insert into person.known as k (org, person, name, email, noted_at)
  values (of_org, of_person, nullif(new_name, ''), nullif(new_email, ''), clock_timestamp())
  on conflict (org, person) do update
  set name = nullif(coalesce(new_name, k.name), ''),
    email = nullif(coalesce(new_email, k.email), ''),
    noted_at = excluded.noted_at,
    erased_at = null
  where k.erased_at is null
    or again;
  if not found then
    perform person.refuse_erased(of_org, of_person);
  end if;
end
$$;
