revoke execute on function log.last_noted, log.restore, log.append_noted from public;
grant execute on function log.last_noted to okr_app, okr_worker;

-- As with `log.append`: they write as a role that cannot log in. `log.restore` is given to nobody: the owner of the log
-- belongs to that role.
grant create on schema log to okr_append;
alter function log.restore owner to okr_append;
alter function log.append_noted owner to okr_append;
revoke create on schema log from okr_append;
grant execute on function log.append_noted to okr_app, okr_worker;
