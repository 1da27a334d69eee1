revoke execute on function log.bounded, log.stand_in_the_way, log.write, log.flush from public;
grant execute on function log.bounded, log.stand_in_the_way, log.write to okr_append;

-- A function is given only to a role that may create in its schema; that right is taken back at once.
grant create on schema log to okr_append;
alter function log.flush owner to okr_append;
revoke create on schema log from okr_append;

grant execute on function log.flush to okr_app, okr_worker;
