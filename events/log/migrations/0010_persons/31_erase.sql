-- Nothing says any more who the person is: name, address and logins are gone, the keys that act as the person have no
-- label and open nothing. The row stays, so that no import brings the name back; what the log and the access log say of
-- the pseudonym stays too. Answered with what was there.
create function person.erase(of_org text, of_person text)
returns table (named boolean, addressed boolean, logins integer, keys integer)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  before person.known;
  gone integer;
  revoked integer;
begin
  perform set_config('okr.org', of_org, true);
  insert into person.known (org, person, noted_at)
  values (of_org, of_person, clock_timestamp())
  on conflict do nothing;
  select *
  into before
  from person.known k
  where k.org = of_org
    and k.person = of_person
  for update;
  update person.known k
  set name = null,
    email = null,
    erased_at = coalesce(k.erased_at, clock_timestamp())
  where k.org = of_org
    and k.person = of_person;
  delete from person.login l
  where l.org = of_org
    and l.person = of_person;
  get diagnostics gone = row_count;
  update access.key a
  set label = '',
    revoked_at = coalesce(a.revoked_at, now())
  where a.org = of_org
    and a.actor = of_person
    and (a.label <> '' or a.revoked_at is null);
  get diagnostics revoked = row_count;
  return query
  select before.name is not null, before.email is not null, gone, revoked;
end
$$;
