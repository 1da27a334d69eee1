-- Nothing that is written changes, for no one: these triggers fire for the owner too, and for a session that calls
-- itself a replica.
create function log.unchangeable()
returns trigger
language plpgsql
as $$
begin
  perform log.refuse(
    'OKR08',
    format('%s on log.%s is refused: what is written does not change', tg_op, tg_table_name),
    json_build_object('table', tg_table_name, 'operation', tg_op)
  );
  return null;
end
$$;

create trigger unchangeable
before update or delete or truncate on log.event
for each statement execute function log.unchangeable();

create trigger unchangeable
before delete or truncate on log.head
for each statement execute function log.unchangeable();

create trigger only_forward
before update on log.head
for each row
when (new.org <> old.org or new.position <= old.position or new.recorded_at < old.recorded_at)
execute function log.unchangeable();

create trigger from_nothing
before insert on log.head
for each row
when (new.position <> 0)
execute function log.unchangeable();

alter table log.event enable always trigger unchangeable;
alter table log.head enable always trigger unchangeable;
alter table log.head enable always trigger only_forward;
alter table log.head enable always trigger from_nothing;
