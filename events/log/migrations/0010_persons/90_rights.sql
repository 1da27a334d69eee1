-- Nobody has rights on the tables. The application asks who somebody is, notes names and readings, and finds them; what
-- is held, what is erased and by which login somebody comes, is the owner's to say.
revoke execute on all functions in schema person from public;
revoke execute on function access.unchangeable, access.note_readings, access.readings from public;
grant usage on schema person to okr_app;
grant execute on function person.note, person.note_new, person.names, person.pseudonyms, person.by_login to okr_app;
grant execute on function access.note_readings, access.readings to okr_app;
