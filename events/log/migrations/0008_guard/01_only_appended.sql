-- Nothing is written but by the functions that belong to `okr_append`: not by the owner, whatever it may otherwise, and
-- not by one who takes on that role. These triggers too fire for a session that calls itself a replica. Where the rows
-- are rightly written, one comparison a row is all that they cost.
create function log.only_appended()
returns trigger
language plpgsql
as $$
begin
  perform log.refuse(
    'OKR08',
    format('%s on log.%s is refused: nothing is written but by log.append', tg_op, tg_table_name),
    json_build_object('table', tg_table_name, 'operation', tg_op)
  );
  return null;
end
$$;

create trigger only_appended
before insert on log.event
for each row
when (current_user <> 'okr_append' or session_user = 'okr_append' or current_setting('role') = 'okr_append')
execute function log.only_appended();

create trigger only_appended
before insert or update on log.head
for each row
when (current_user <> 'okr_append' or session_user = 'okr_append' or current_setting('role') = 'okr_append')
execute function log.only_appended();

-- What a subscription brings fires only the triggers of rows.
create trigger unchangeable_row
before update or delete on log.event
for each row execute function log.unchangeable();

create trigger unchangeable_row
before delete on log.head
for each row execute function log.unchangeable();

alter table log.event enable always trigger only_appended;
alter table log.event enable always trigger unchangeable_row;
alter table log.head enable always trigger only_appended;
alter table log.head enable always trigger unchangeable_row;
