-- The guard itself: a line where it lacks event triggers, and for each that is off or limited to some commands.
create function log.guard_off()
returns setof text
language sql
stable
as $$
  with kept (name, event) as (
    values
      ('okr_before_command', 'ddl_command_start'),
      ('okr_after_command', 'ddl_command_end'),
      ('okr_dropped', 'sql_drop')
  ), there as (
    select t.evtname::text as name, t.evtevent::text as event, t.evtenabled = 'A' and t.evttags is null as on_guard
    from pg_event_trigger t
    join pg_proc p on p.oid = t.evtfoid
    where p.pronamespace = to_regnamespace('guard')
  )
  select 'no event trigger refuses DDL on the log, and its owner could drop what protects it: '
    'as a superuser, select guard.put_up()'
  where exists (select from kept k where (k.name, k.event) not in (select t.name, t.event from there t))
  union all
  select format('the event trigger %1$s is off: as a superuser, alter event trigger %1$s enable always', t.name)
  from there t
  where not t.on_guard
  union all
  -- From Postgres 17 on a superuser may turn off all event triggers at once.
  select 'event triggers are off: as a superuser, alter system reset event_triggers (or alter role, alter database)'
  where current_setting('event_triggers', true) = 'off'
$$;
