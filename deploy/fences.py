"""What opens the fence between organisations, asked of Postgres' catalogue: whatever is in a schema of ours, also what
a later migration or a stranger put there. What keeps the log itself, `log.missing()` tells in more detail."""

from __future__ import annotations

import asyncpg

# Tables that hold nothing of an organisation; no login has a right to one of them.
UNFENCED = ("log.migration", "guard.memory", "projection.declared")
FENCE = "(org = current_setting('okr.org'::text, true))"
# Wider policies that are no hole: they name a role that no login may become, the owner of the table, or, where no login
# has any right, one row exactly.
SPARED = (
    "(CURRENT_USER = 'okr_append'::name)",
    "(CURRENT_USER = ( SELECT pg_get_userbyid(c.relowner) AS pg_get_userbyid FROM pg_class c"
    " WHERE (c.oid = ('access.key'::regclass)::oid)))",
    "(((issuer)::text = current_setting('okr.issuer'::text, true))"
    " AND ((subject)::text = current_setting('okr.subject'::text, true)))",
)
# Each query begins with these: our schemas, what is in them, and who they may be opened to.
OURS = r"""
with ours as (
  select n.oid, n.nspname, n.nspacl, n.nspowner
  from pg_namespace n
  where n.nspname in ('log', 'proof', 'access', 'person', 'projection', 'guard')
    or exists (select from aclexplode(n.nspacl) a where a.grantee::regrole::text ~ '^okr_')
), relation as (
  select c.*, format('%I.%I', n.nspname, c.relname) as name, n.nspname in ('access', 'person', 'guard') as closed
  from pg_class c
  join ours n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'f', 'v', 'm', 'S')
), kept as (
  select *
  from relation
  where relkind in ('r', 'p', 'f')
    and name <> all ($1::text[])
), policy as (
  select
    k.name as tab,
    p.*,
    s.says = $2 and p.polroles = '{0}' and p.polcmd = '*' and p.polwithcheck is null as fence,
    s.says = any ($3::text[]) as spared
  from kept k
  join pg_policy p on p.polrelid = k.oid
  cross join lateral (select regexp_replace(pg_get_expr(p.polqual, p.polrelid), '\s+', ' ', 'g')) s (says)
  where p.polpermissive
)
"""
ROWS = """
select format('row-level security of %1$s is off: alter table %1$s enable row level security', k.name)
from kept k
where not k.relrowsecurity
union all
select format('row-level security of %1$s spares its owner: alter table %1$s force row level security', k.name)
from kept k
where not k.relforcerowsecurity
union all
select format(
  'no policy keeps %1$s to one organisation: '
    'create policy fence on %1$s using (org = current_setting(''okr.org'', true))',
  k.name
)
from kept k
where not exists (select from policy p where p.polrelid = k.oid and p.fence)
union all
select format('the policy %1$s opens %2$s to %3$s: drop policy %1$s on %2$s', p.polname, p.tab, w.who)
from policy p
cross join lateral (
  select string_agg(coalesce(nullif(r, 0)::regrole::text, 'everybody'), ', ' order by r) as who,
    bool_and(p.polcmd = 'r' and r::regrole::text in ('okr_worker', 'okr_sealer')) as looks_after_all
  from unnest(p.polroles) r
) w
where p.fence is not true
  and not w.looks_after_all
  and p.spared is not true
"""
# Only these four rights ask the policies; and what an owner grants in `access`, `person` or `guard`, no migration did.
RIGHTS = """
select format('%1$s may %2$s on %3$s: revoke %2$s on %3$s from %1$s', g.who, lower(g.may), g.name)
from (
  select r.*, a.grantee, a.privilege_type as right, a.privilege_type as may
  from relation r
  cross join aclexplode(r.relacl) a
  union all
  select r.*, a.grantee, a.privilege_type, format('%s (%I)', a.privilege_type, t.attname)
  from relation r
  join pg_attribute t on t.attrelid = r.oid
  cross join aclexplode(t.attacl) a
) given
cross join lateral (select given.name, given.may, coalesce(nullif(given.grantee, 0)::regrole::text, 'public') as who) g
where given.grantee <> given.relowner
  and not (
    g.who in ('okr_app', 'okr_worker', 'okr_sealer', 'okr_append')
    and given.right in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
    and given.oid in (select k.oid from kept k)
    and not given.closed
  )
"""
FUNCTIONS = """
select format('%1$s may call %2$s: revoke execute on function %2$s from %1$s', g.who, p.oid::regprocedure)
from pg_proc p
join ours n on n.oid = p.pronamespace
cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
cross join lateral (select coalesce(nullif(a.grantee, 0)::regrole::text, 'public')) g (who)
where a.grantee <> p.proowner
  and g.who not in ('okr_app', 'okr_worker', 'okr_sealer', 'okr_append')
union all
select format('%1$s runs with its owner''s rights: alter function %1$s security invoker', p.oid::regprocedure)
from pg_proc p
join ours n on n.oid = p.pronamespace
where p.prosecdef
  and n.nspname not in ('log', 'proof', 'access', 'person', 'guard')
"""
# A view reads with its owner's rights, and what a materialised one has read, no policy keeps any more. What inherits is
# read through its parent, whose policies alone are asked. A trigger or a rule copies what one login wrote for another.
WAYS_ROUND = """
select distinct format('%1$s shows %2$s over the fence: revoke all on %1$s from %3$s', v.oid::regclass, k.name, g.who)
from kept k
join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = k.oid
join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
join pg_class v on v.oid = r.ev_class and v.relkind in ('v', 'm')
join pg_roles o on o.oid = v.relowner
cross join aclexplode(v.relacl) a
cross join lateral (select coalesce(nullif(a.grantee, 0)::regrole::text, 'public')) g (who)
where a.grantee <> v.relowner
  and (v.relkind = 'm' or o.rolsuper or o.rolbypassrls)
  and not coalesce(v.reloptions @> array['security_invoker=true'], false)
union all
select format('the rule %1$s rewrites what is done to %2$s: drop rule %1$s on %2$s', r.rulename, k.name)
from kept k
join pg_rewrite r on r.ev_class = k.oid
union all
select format('%1$s inherits from %2$s: alter table %1$s no inherit %2$s', i.inhrelid::regclass, i.inhparent::regclass)
from pg_inherits i
where exists (select from kept k where k.oid in (i.inhparent, i.inhrelid))
union all
select format('the trigger %1$s of %2$s is none of ours: drop trigger %1$s on %2$s', t.tgname, k.name)
from kept k
join ours n on n.oid = k.relnamespace
join pg_trigger t on t.tgrelid = k.oid
where not t.tgisinternal
  and n.nspname not in ('log', 'proof')
  and t.tgfoid is distinct from to_regproc('access.unchangeable')
"""
SCHEMAS = """
select format('%1$s may %2$s in the schema %3$I: revoke %2$s on schema %3$I from %1$s', g.who, m.may, n.nspname)
from ours n
cross join aclexplode(n.nspacl) a
cross join lateral (select coalesce(nullif(a.grantee, 0)::regrole::text, 'public')) g (who)
cross join lateral (select lower(a.privilege_type)) m (may)
where a.grantee <> n.nspowner
  and (m.may = 'create' or g.who not in ('okr_app', 'okr_worker', 'okr_sealer', 'okr_append'))
union all
select distinct format(
  'what %1$s creates is given to %2$s: alter default privileges for role %1$s%3$s revoke all on %4$s from %2$s',
  d.defaclrole::regrole,
  g.who,
  ' in schema ' || n.nspname,
  case d.defaclobjtype
    when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types' else 'schemas'
  end
)
from pg_default_acl d
left join ours n on n.oid = d.defaclnamespace
cross join aclexplode(d.defaclacl) a
cross join lateral (select coalesce(nullif(a.grantee, 0)::regrole::text, 'public')) g (who)
where a.grantee <> d.defaclrole
  and (n.oid is not null or d.defaclnamespace = 0)
"""


async def holes(connection: asyncpg.Connection) -> list[str]:
    """A line for each way over the fence, with what closes it. Any login may ask: everybody reads the catalogue."""
    found: dict[str, None] = {}
    for query in (ROWS, RIGHTS, FUNCTIONS, WAYS_ROUND, SCHEMAS):
        rows = await connection.fetch(OURS + query, UNFENCED, FENCE, SPARED)
        found |= {line: None for (line,) in rows}
    return sorted(found)
