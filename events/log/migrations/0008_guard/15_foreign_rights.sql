-- Who may do what: a line for each right on the log that its migrations do not give, and for each that they gave and
-- that is gone.
create function log.foreign_rights()
returns setof text
language sql
stable
as $$
  with kept (tab, who, may) as (
    select t.tab, r.who, 'SELECT'
    from unnest(array['event', 'head']) t (tab)
    cross join unnest(array['okr_app', 'okr_worker', 'okr_sealer', 'okr_append']) r (who)
    union all
    values ('event', 'okr_append', 'INSERT'), ('head', 'okr_append', 'INSERT'), ('head', 'okr_append', 'UPDATE')
  ), given as (
    select c.tab, coalesce(nullif(a.grantee, 0)::regrole::text, 'public') as who, a.privilege_type as may
    from log.relations() c
    cross join aclexplode((c.relation).relacl) a
    where c.nsp = 'log'
      and a.grantee <> (c.relation).relowner
    union all
    select
      c.tab,
      coalesce(nullif(a.grantee, 0)::regrole::text, 'public'),
      format('%s (%I)', a.privilege_type, t.attname)
    from log.relations() c
    join pg_attribute t on t.attrelid = c.oid
    cross join aclexplode(t.attacl) a
    where c.nsp = 'log'
  )
  select format('%1$s may %2$s on log.%3$s: revoke %2$s on log.%3$s from %1$s', g.who, lower(g.may), g.tab)
  from given g
  where (g.tab, g.who, g.may) not in (select k.tab, k.who, k.may from kept k)
  union all
  select format('%1$s may not %2$s on log.%3$s: grant %2$s on log.%3$s to %1$s', k.who, lower(k.may), k.tab)
  from kept k
  where (k.tab, k.who, k.may) not in (select g.tab, g.who, g.may from given g)
$$;
