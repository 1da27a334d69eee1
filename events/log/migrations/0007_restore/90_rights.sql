revoke execute on function log.last_noted, log.restore from public;
grant execute on function log.last_noted to okr_app, okr_worker;

-- As with `log.append`: it writes as a role that cannot log in. Nobody is given it but who belongs to that role, the
-- owner of the log.
grant create on schema log to okr_append;
alter function log.restore owner to okr_append;
revoke create on schema log from okr_append;
