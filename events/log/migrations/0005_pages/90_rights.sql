-- Who inserts or reads by the index has to be allowed what it is made by.
revoke execute on function log.type_of, log.page_of_type, log.position_at from public;
grant execute on function log.type_of to okr_append, okr_pages;
grant execute on function log.page_of_type, log.position_at to okr_app, okr_worker, okr_sealer;

grant usage on schema log to okr_pages;
grant select on log.event to okr_pages;

-- A function is given only to a role that may create in its schema; that right is taken back at once.
grant create on schema log to okr_pages;
alter function log.page_of_type owner to okr_pages;
revoke create on schema log from okr_pages;
revoke okr_pages from current_user;
