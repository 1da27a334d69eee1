-- The server asks what a key opens; the list, and who gets one, is the owner's.
revoke execute on all functions in schema access from public;
grant usage on schema access to okr_app;
grant execute on function access.key_find to okr_app;
