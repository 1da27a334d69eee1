revoke execute on function access.key_create, access.key_find from public;
grant execute on function access.key_find to okr_app;
