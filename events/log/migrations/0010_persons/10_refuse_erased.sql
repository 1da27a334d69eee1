-- A person who was erased comes back only where that is asked for. The list of refusals is 0001_log/03_refuse.sql; this
-- adds to it:
--
-- OKR20  the person was erased                                  org, person
create function person.refuse_erased(of_org text, of_person text)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
  select log.refuse(
    'OKR20',
    format('%s of %s was erased', of_person, of_org),
    json_build_object('org', of_org, 'person', of_person)
  )
$$;
