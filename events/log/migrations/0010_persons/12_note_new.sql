-- Those of the persons of whom nothing was ever noted have these names and addresses; what was corrected stays, and who
-- was erased does too. Answered with how many are new.
create function person.note_new(of_org text, persons text[], new_names text[], new_emails text[])
returns integer
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  fresh integer;
begin
  perform set_config('okr.org', of_org, true);
  insert into person.known (org, person, name, email, noted_at)
  select of_org, n.person, nullif(n.name, ''), nullif(n.email, ''), clock_timestamp()
  from unnest(persons, new_names, new_emails) as n (person, name, email)
  order by n.person
  on conflict do nothing;
  get diagnostics fresh = row_count;
  return fresh;
end
$$;
