-- The readings are noted, those of several organisations at once, or none is.
create function access.note_readings(
  orgs text[],
  ats timestamptz[],
  persons text[],
  key_prefixes text[],
  roles text[],
  actions text[],
  resources text[],
  as_ofs timestamptz[],
  known_ats timestamptz[],
  positions bigint[]
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  each_org text;
begin
  for each_org in select distinct o.org from unnest(orgs) o (org) loop
    perform set_config('okr.org', each_org, true);
    insert into access.reading (org, at, person, key_prefix, role, action, resource, as_of, known_at, position)
    select *
    from unnest(orgs, ats, persons, key_prefixes, roles, actions, resources, as_ofs, known_ats, positions) r (org)
    where r.org = each_org;
  end loop;
end
$$;
