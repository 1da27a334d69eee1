-- Row-level security: a line for each table where it is off or not for the owner, and for each policy that is gone,
-- other than it was, or new.
create function log.lost_fence()
returns setof text
language sql
stable
as $$
  with kept (tab, name, command, roles, says) as (
    values
      ('event', 'fence', '*', '{-}', '(org = current_setting(''okr.org''::text, true))'),
      ('head', 'fence', '*', '{-}', '(org = current_setting(''okr.org''::text, true))'),
      ('head', 'every_head', 'r', '{okr_worker,okr_sealer}', 'true')
  ), there as (
    select
      c.tab,
      p.polname::text as name,
      p.polcmd::text as command,
      p.polroles::regrole[]::text as roles,
      pg_get_expr(p.polqual, p.polrelid) as says,
      p.polpermissive and p.polwithcheck is null as plain
    from log.relations() c
    join pg_policy p on p.polrelid = c.oid
    where c.nsp = 'log'
  )
  select format('row-level security of %1$s is off: alter table %1$s enable row level security', c.oid)
  from log.relations() c
  where c.nsp = 'log'
    and c.tab in ('event', 'head')
    and not (c.relation).relrowsecurity
  union all
  select format('row-level security of %1$s spares its owner: alter table %1$s force row level security', c.oid)
  from log.relations() c
  where c.nsp = 'log'
    and c.tab in ('event', 'head')
    and not (c.relation).relforcerowsecurity
  union all
  select format('the policy %s of log.%s is gone or another: make it as 06_fence.sql does', k.name, k.tab)
  from kept k
  left join there t
    on t.plain
    and (t.tab, t.name, t.command, t.roles, t.says) = (k.tab, k.name, k.command, k.roles, k.says)
  where t.name is null
  union all
  select format('the policy %1$s of log.%2$s is none of the log''s: drop policy %1$s on log.%2$s', t.name, t.tab)
  from there t
  where (t.tab, t.name) not in (select k.tab, k.name from kept k)
$$;
