-- Who may do what: a line for each right on the tables of the log and of its proofs that no migration gives, and for
-- each that one gave on the log's and that is gone.
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
    select c.nsp, c.tab, coalesce(nullif(a.grantee, 0)::regrole::text, 'public') as who, a.privilege_type as may
    from log.relations() c
    cross join aclexplode((c.relation).relacl) a
    where a.grantee <> (c.relation).relowner
    union all
    select
      c.nsp,
      c.tab,
      coalesce(nullif(a.grantee, 0)::regrole::text, 'public'),
      format('%s (%I)', a.privilege_type, t.attname)
    from log.relations() c
    join pg_attribute t on t.attrelid = c.oid
    cross join aclexplode(t.attacl) a
  )
  select format('%1$s may %2$s on %3$I.%4$I: revoke %2$s on %3$I.%4$I from %1$s', g.who, lower(g.may), g.nsp, g.tab)
  from given g
  where case
    when g.nsp = 'log' then (g.tab, g.who, g.may) not in (select k.tab, k.who, k.may from kept k)
    when g.may = 'SELECT' then g.who not in ('okr_app', 'okr_worker', 'okr_sealer')
    else g.who <> 'okr_sealer' or g.may !~ '^(INSERT$|UPDATE \()'
  end
  union all
  select format('%1$s may not %2$s on log.%3$s: grant %2$s on log.%3$s to %1$s', k.who, lower(k.may), k.tab)
  from kept k
  where (k.tab, k.who, k.may) not in (select g.tab, g.who, g.may from given g where g.nsp = 'log')
$$;
