revoke execute on function log.last_noted from public;
grant execute on function log.last_noted to okr_app, okr_worker;
