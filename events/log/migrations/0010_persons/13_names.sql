-- What is noted of these persons, or of all; also of those who were erased, of whom nothing is there but when.
create function person.names(of_org text, persons text[] default null)
returns table (person text, name text, email text, noted_at timestamptz, erased_at timestamptz)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select k.person::text, k.name::text, k.email::text, k.noted_at, k.erased_at
  from person.known k
  where k.org = of_org
    and (persons is null or k.person = any (persons))
  order by k.person;
end
$$;
