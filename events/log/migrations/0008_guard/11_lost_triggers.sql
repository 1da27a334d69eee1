-- The triggers that keep the log, as Postgres words them: a line for each that is gone, other than it was, or off, and
-- for each that was put beside them.
create function log.lost_triggers()
returns setof text
language sql
stable
as $$
  with kept (tab, name, definition) as (
    select t.tab, t.name, format('CREATE TRIGGER %s BEFORE %s ON log.%s FOR EACH %s', t.name, t.events, t.tab, t.rest)
    from (
      values
        ('event', 'unchangeable', 'DELETE OR UPDATE OR TRUNCATE', 'STATEMENT EXECUTE FUNCTION log.unchangeable()'),
        ('head', 'unchangeable', 'DELETE OR TRUNCATE', 'STATEMENT EXECUTE FUNCTION log.unchangeable()'),
        ('event', 'unchangeable_row', 'DELETE OR UPDATE', 'ROW EXECUTE FUNCTION log.unchangeable()'),
        ('head', 'unchangeable_row', 'DELETE', 'ROW EXECUTE FUNCTION log.unchangeable()'),
        ('head', 'only_forward', 'UPDATE', 'ROW WHEN (((new.org <> old.org) OR (new."position" <= old."position") OR '
          '(new.recorded_at < old.recorded_at))) EXECUTE FUNCTION log.unchangeable()'),
        ('head', 'from_nothing', 'INSERT', 'ROW WHEN ((new."position" <> 0)) EXECUTE FUNCTION log.unchangeable()'),
        ('event', 'too_large', 'INSERT', 'ROW WHEN ((octet_length(new.body) > 65535)) '
          'EXECUTE FUNCTION log.too_large()'),
        ('event', 'only_appended', 'INSERT', 'ROW WHEN (((CURRENT_USER <> ''okr_append''::name) OR (SESSION_USER = '
          '''okr_append''::name) OR (current_setting(''role''::text) = ''okr_append''::text))) '
          'EXECUTE FUNCTION log.only_appended()'),
        ('head', 'only_appended', 'INSERT OR UPDATE', 'ROW WHEN (((CURRENT_USER <> ''okr_append''::name) OR '
          '(SESSION_USER = ''okr_append''::name) OR (current_setting(''role''::text) = ''okr_append''::text))) '
          'EXECUTE FUNCTION log.only_appended()')
    ) t (tab, name, events, rest)
  ), there as (
    select c.oid, c.nsp, c.tab, t.tgname::text as name, t.tgenabled as enabled, pg_get_triggerdef(t.oid) as definition
    from log.relations() c
    join pg_trigger t on t.tgrelid = c.oid
    where not t.tgisinternal
  )
  select case
    when t.name is null then format('the trigger %s of log.%s is gone: %s', k.name, k.tab, k.definition)
    else format('the trigger %s of log.%s is another: drop it; %s', k.name, k.tab, k.definition)
  end
  from kept k
  left join there t on t.nsp = 'log' and (t.tab, t.name) = (k.tab, k.name)
  where t.definition is distinct from k.definition
  union all
  select format('the trigger %1$s of %2$s is off: alter table %2$s enable always trigger %1$s', t.name, t.oid)
  from there t
  where t.enabled <> 'A'
  union all
  select format('the trigger %1$s of %2$s is none of the log''s: drop trigger %1$s on %2$s', t.name, t.oid)
  from there t
  where t.nsp = 'log'
    and (t.tab, t.name) not in (select k.tab, k.name from kept k)
$$;
