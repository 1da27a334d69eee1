-- As whom somebody acts who comes with exactly this login, in each organisation where that is anybody.
create function person.by_login(by_issuer text, by_subject text)
returns table (org text, person text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('okr.issuer', by_issuer, true);
  perform set_config('okr.subject', by_subject, true);
  return query
  select l.org::text, l.person::text
  from person.login l
  where l.issuer = by_issuer
    and l.subject = by_subject
  order by l.org;
end
$$;
