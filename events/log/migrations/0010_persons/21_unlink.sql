-- The login opens nothing of the organisation any more; answered with whether it did.
create function person.unlink(of_org text, of_person text, by_issuer text, by_subject text)
returns boolean
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('okr.org', of_org, true);
  delete from person.login l
  where l.org = of_org
    and l.person = of_person
    and l.issuer = by_issuer
    and l.subject = by_subject;
  return found;
end
$$;
