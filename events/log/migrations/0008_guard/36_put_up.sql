-- The event triggers stand, also against sessions that call themselves a replica, and the guard is the caller's, if he
-- may create them: a superuser may, and on some managed servers another role. Answered with whether they stand.
create function guard.put_up()
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  event_triggers text[] := array['okr_before_command', 'okr_after_command', 'okr_dropped'];
  name text;
begin
  foreach name in array event_triggers loop
    execute format('drop event trigger if exists %I', name);
  end loop;
  alter schema guard owner to current_user;
  alter table guard.memory owner to current_user;
  alter function guard.before_command() owner to current_user;
  alter function guard.after_command() owner to current_user;
  alter function guard.dropped() owner to current_user;
  create event trigger okr_before_command on ddl_command_start execute function guard.before_command();
  create event trigger okr_after_command on ddl_command_end execute function guard.after_command();
  create event trigger okr_dropped on sql_drop execute function guard.dropped();
  foreach name in array event_triggers loop
    execute format('alter event trigger %I enable always', name);
  end loop;
  return true;
exception
  when insufficient_privilege then
    return false;
end
$$;
