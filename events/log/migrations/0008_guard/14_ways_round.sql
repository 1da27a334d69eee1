-- Ways round the tables' triggers and policies: a line for each rule, each parent or child, each subscription that
-- writes, and each view through which others read with the rights of one who is above row-level security.
create function log.ways_round()
returns setof text
language sql
stable
as $$
  select format('the rule %1$s rewrites what is done to %2$s: drop rule %1$s on %2$s', r.rulename, c.oid)
  from log.relations() c
  join pg_rewrite r on r.ev_class = c.oid
  union all
  select format(
    '%1$s inherits from %2$s: alter table %1$s no inherit %2$s', i.inhrelid::regclass, i.inhparent::regclass
  )
  from log.relations() c
  join pg_inherits i on c.oid in (i.inhparent, i.inhrelid)
  union all
  select format('the subscription %1$I writes to %2$s: drop subscription %1$I', s.subname, c.oid)
  from log.relations() c
  join pg_subscription_rel r on r.srrelid = c.oid
  join pg_subscription s on s.oid = r.srsubid
  union all
  select distinct format('%1$s shows %2$s over the fence: revoke all on %1$s from %3$s', v.oid::regclass, c.oid, g.name)
  from log.relations() c
  join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
  join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
  join pg_class v on v.oid = r.ev_class and v.relkind in ('v', 'm')
  join pg_roles o on o.oid = v.relowner and (o.rolsuper or o.rolbypassrls)
  cross join aclexplode(v.relacl) a
  cross join lateral (select coalesce(nullif(a.grantee, 0)::regrole::text, 'public')) g (name)
  where a.grantee <> v.relowner
    and not coalesce(v.reloptions @> array['security_invoker=true'], false)
$$;
