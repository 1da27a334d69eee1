-- Whoever comes with this login acts as the person, in this organisation. One who was erased is refused.
create function person.link(of_org text, of_person text, by_issuer text, by_subject text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('okr.org', of_org, true);
  -- The row's lock: who is erased meanwhile has no login afterwards.
  insert into person.known (org, person, noted_at)
  values (of_org, of_person, clock_timestamp())
  on conflict do nothing;
  perform
  from person.known k
  where k.org = of_org
    and k.person = of_person
    and k.erased_at is null
  for share;
  if not found then
    perform person.refuse_erased(of_org, of_person);
  end if;
  insert into person.login (issuer, subject, org, person)
  values (by_issuer, by_subject, of_org, of_person)
  on conflict (issuer, subject, org) do update
  set person = excluded.person,
    linked_at = excluded.linked_at;
end
$$;
