revoke execute on function log.since, access.key_create, access.key_find from public;
grant execute on function log.since to okr_app, okr_worker;
grant execute on function access.key_find to okr_app;
