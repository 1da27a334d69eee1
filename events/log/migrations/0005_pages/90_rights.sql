-- Who inserts has to be allowed what the type is made by.
revoke execute on function log.type_of, log.page_of_type, log.position_at from public;
grant execute on function log.type_of to okr_append;
grant execute on function log.page_of_type, log.position_at to okr_app, okr_worker, okr_sealer;
