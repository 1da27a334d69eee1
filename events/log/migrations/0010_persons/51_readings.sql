-- Who read what of an organisation, the newest first, before the reading of that instant and id: all, or those of one
-- person, or those since an instant.
create function access.readings(
  of_org text,
  of_person text default null,
  since timestamptz default null,
  before_at timestamptz default null,
  before_id bigint default null,
  at_most integer default 1000
)
returns setof access.reading
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select *
  from access.reading r
  where r.org = of_org
    and (of_person is null or r.person = of_person)
    and r.at >= coalesce(since, '-infinity')
    and (r.at, r.id) < (coalesce(before_at, 'infinity'), coalesce(before_id, 9223372036854775807))
  order by r.at desc, r.id desc
  limit least(at_most, 10000);
end
$$;
