-- Nobody inserts but `okr_append`, which cannot log in and owns `log.append` alone; nobody updates or deletes an event.
grant usage on schema log to okr_app, okr_worker, okr_sealer, okr_append;
grant select on log.head, log.event to okr_app, okr_worker, okr_sealer, okr_append;
grant insert on log.event to okr_append;
grant insert, update on log.head to okr_append;

revoke execute on all functions in schema log from public;
grant execute on all functions in schema log to okr_append;

-- A function is given only to a role that may create in its schema; that right is taken back at once.
grant create on schema log to okr_append;
alter function log.append owner to okr_append;
revoke create on schema log from okr_append;

grant execute on function log.append to okr_app, okr_worker;
grant execute on function log.page, log.stream, log.streams, log.by_id, log.of_request, log.answer, log.head_of
  to okr_app, okr_worker, okr_sealer;
grant execute on function log.heads to okr_worker, okr_sealer;
