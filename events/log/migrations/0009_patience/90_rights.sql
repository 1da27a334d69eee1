revoke execute on function log.bounded from public;
grant execute on function log.bounded to okr_append;
