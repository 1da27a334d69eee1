-- An event's type as a column that Postgres makes of the bytes, and nobody can write: it cannot disagree with them.
--
-- An index on the expression alone would not do: for a login behind row-level security Postgres looks up nothing by a
-- function that is not marked leakproof, and only a superuser may mark one.
--
-- On a log that is there already both statements rewrite or read it all, and appends wait for that long.
alter table log.event
add column type text collate "C" generated always as (log.type_of(body)) stored;

create index event_org_type_position on log.event (org, type, position);
