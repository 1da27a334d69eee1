-- All that is held about a person outside the log and the access log: one row, also where that is nothing.
create function person.held(of_org text, of_person text)
returns table (name text, email text, noted_at timestamptz, erased_at timestamptz, logins json, keys json)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select
    k.name::text,
    k.email::text,
    k.noted_at,
    k.erased_at,
    (
      select coalesce(
        json_agg(
          json_build_object('issuer', l.issuer, 'subject', l.subject, 'linked_at', l.linked_at)
          order by l.issuer, l.subject
        ),
        '[]'
      )
      from person.login l
      where l.org = of_org
        and l.person = of_person
    ),
    (
      select coalesce(
        json_agg(
          json_build_object(
            'prefix', a.prefix,
            'role', a.role,
            'cycle', a.cycle,
            'unit', a.unit,
            'label', a.label,
            'created_at', a.created_at,
            'expires_at', a.expires_at,
            'revoked_at', a.revoked_at
          )
          order by a.created_at, a.prefix
        ),
        '[]'
      )
      from access.key a
      where a.org = of_org
        and a.actor = of_person
    )
  from (values (of_org, of_person)) as asked (org, person)
  left join person.known k on k.org = asked.org and k.person = asked.person;
end
$$;
