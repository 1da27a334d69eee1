-- A key carries a role of its own, everywhere or in a scope; or it carries what its person is granted in the log.
alter table access.key
alter column role drop not null,
add column cycle text collate "C" check (cycle ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
add column unit text collate "C" check (unit ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
add check (role is not null or (cycle is null and unit is null));
