-- By type. (An index on the expression alone would not do: for whoever is behind row-level security Postgres searches
-- none whose functions are not marked leakproof, which only a superuser may. Nor would a column that Postgres generates:
-- it would prepare the expression anew for each statement, which takes as long as a look-up for each event.)
--
-- A log that is there already is written anew, and appends wait for that long.
alter table log.event
add column type text collate "C";

alter table log.event disable trigger unchangeable;
update log.event
set type = log.type_of(body);
alter table log.event enable always trigger unchangeable;

alter table log.event
alter column type set not null;

-- Without what a log is full of: the check-ins of key results are never far from any position, and are found by walking
-- on from it. To index them too would cost an append a tenth.
create index on log.event (org, type, position)
where type <> 'check_in.recorded';
