-- After a command: it is undone if it touched an object of the log, and also if something is missing that was there: of
-- grants and of tables that inherit, Postgres does not say which object of the log they touch.
create function guard.after_command()
returns event_trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  before guard.memory;
  touched text;
  lost text;
begin
  -- An index that is made anew is the same one.
  if tg_tag = 'REINDEX' then
    return;
  end if;
  select *
  into before
  from guard.memory m
  where m.backend = pg_backend_pid();
  select regexp_replace(c.object_identity, '\(.*', '')
  into touched
  from pg_event_trigger_ddl_commands() c
  where c.schema_name in ('log', 'proof', 'guard')
    or c.object_identity ~ ' on (log|proof|guard)\.'
    or format('%s.%s', c.classid, c.objid) = any (before.objects)
  limit 1;
  if touched is not null then
    perform guard.refuse(tg_tag, touched, format('%s is the log''s, which migrations alone change', touched));
  end if;
  select m.line
  into lost
  from log.missing() m (line)
  where m.line <> all (coalesce(before.missing, '{}'))
  limit 1;
  if lost is not null then
    perform guard.refuse(tg_tag, 'log.event', lost);
  end if;
end
$$;
