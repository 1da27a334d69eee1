-- Row-level security: a line for each table that has policies where it is off, or spares the owner, and for each policy
-- of the log that is gone, other than the migration of that number made it, or new.
create function log.lost_fence()
returns setof text
language sql
stable
as $$
  with kept (since, tab, name, command, roles, says) as (
    select k.*
    from (
      values
        (1, 'event', 'fence', '*', '{-}', '(org = current_setting(''okr.org''::text, true))'),
        (1, 'head', 'fence', '*', '{-}', '(org = current_setting(''okr.org''::text, true))'),
        (1, 'head', 'every_head', 'r', '{okr_worker,okr_sealer}', 'true'),
        (4, 'event', 'appending', '*', '{okr_append}', '(CURRENT_USER = ''okr_append''::name)'),
        (4, 'head', 'appending', '*', '{okr_append}', '(CURRENT_USER = ''okr_append''::name)')
    ) k (since, tab, name, command, roles, says)
    where k.since in (select m.number from log.migration m)
  ), fenced as (
    select c.*
    from log.relations() c
    where exists (select from pg_policy p where p.polrelid = c.oid)
      or (c.nsp, c.tab) in (('log', 'event'), ('log', 'head'))
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
  from fenced c
  where not (c.relation).relrowsecurity
  union all
  select format('row-level security of %1$s spares its owner: alter table %1$s force row level security', c.oid)
  from fenced c
  where not (c.relation).relforcerowsecurity
  union all
  select format(
    'the policy %s of log.%s is gone or another: make it as migration %s does',
    k.name,
    k.tab,
    to_char(k.since, 'FM0000')
  )
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
